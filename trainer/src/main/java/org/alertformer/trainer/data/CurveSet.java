package org.alertformer.trainer.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alertformer.inference.FlareRange;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Light curves to learn from and to be judged by.
 *
 * @param name what the card calls the data
 * @param classes names, by label
 * @param train to learn from
 * @param validation for early stopping and calibration
 * @param test for nothing but the figures
 * @param judged where validation light curves are cut
 * @param flareRange of the flares among them; null if unknown
 * @param surveyFlareRanges the same of each survey, by name; empty if unknown
 */
public record CurveSet(
        String name,
        List<String> classes,
        List<LabelledCurve> train,
        List<LabelledCurve> validation,
        List<LabelledCurve> test,
        Truncation judged,
        @Nullable FlareRange flareRange,
        Map<String, FlareRange> surveyFlareRanges) {
    /** Without a known range of flares. */
    public CurveSet(
            String name,
            List<String> classes,
            List<LabelledCurve> train,
            List<LabelledCurve> validation,
            List<LabelledCurve> test,
            Truncation judged) {
        this(name, classes, train, validation, test, judged, null, Map.of());
    }

    public CurveSet {
        classes = List.copyOf(classes);
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
        surveyFlareRanges = Map.copyOf(surveyFlareRanges);
        for (int label = 0; label < classes.size(); label++) {
            int wanted = label;
            if (train.stream().noneMatch(curve -> curve.label() == wanted)) {
                throw new IllegalArgumentException(
                        "training data '" + name + "' have no light curve of class '" + classes.get(label) + "'");
            }
        }
    }

    /** SHA-256 of the light curves and labels learned from, lower-case hexadecimal. */
    public String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (List<LabelledCurve> part : List.of(train, validation)) {
                for (LabelledCurve curve : part) {
                    sha.update(curve.id().getBytes(StandardCharsets.UTF_8));
                    sha.update(ByteBuffer.allocate(4).putInt(curve.label()).flip());
                    sha.update(curve.curve().toBytes());
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The bands that occur in the training part. */
    public Set<Band> bands() {
        Set<Band> bands = EnumSet.noneOf(Band.class);
        for (LabelledCurve curve : train) {
            for (Observation observation : curve.curve().observations()) {
                bands.add(observation.band());
            }
        }
        return bands;
    }
}
