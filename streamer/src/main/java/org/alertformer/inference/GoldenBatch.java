package org.alertformer.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * A few light curves with what a model answered when its file was made: JSON under the key {@value #METADATA_KEY} of the
 * ONNX file's metadata, beside the card. It holds observations rather than tensors, so that whoever gets the same answers
 * from them has the same encoder, the same graph and the same weights, and a runtime that computes them rightly.
 *
 * @param curves at least one
 */
public record GoldenBatch(List<Curve> curves) {
    public static final String METADATA_KEY = "alertformer.golden";
    /**
     * By how much a number may differ from the stored one, relative to numbers above 1. Two processors differ by less
     * than 1e-5; a changed weight, feature or normalisation shows at 1e-2 and more.
     */
    public static final double TOLERANCE = 1e-3;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /**
     * One light curve and its answer.
     *
     * @param observations in order of time
     * @param probabilities one per class of the card
     * @param flare the means (ln amplitude, onset, ln decay) as in {@link FlareEstimate}, or null without them
     * @param covariance of these, row-major [3, 3], or null
     */
    public record Curve(
            List<Point> observations,
            float[] probabilities,
            double @Nullable [] flare,
            double @Nullable [] covariance) {
        public Curve {
            observations = List.copyOf(observations);
            if (observations.isEmpty()) {
                throw new IllegalArgumentException("a golden light curve has no observations");
            }
            if ((flare != null && flare.length != 3) || (covariance != null && covariance.length != 9)) {
                throw new IllegalArgumentException(
                        "a golden light curve's flare is not 3 means with 9 numbers of covariance");
            }
        }

        /** The observations without ids. */
        public LightCurve lightCurve() {
            List<Observation> all = new ArrayList<>(observations.size());
            for (Point point : observations) {
                all.add(new Observation(
                        0, point.mjd(), Band.of(point.band()), point.kind(), point.flux(), point.fluxErr(), 0));
            }
            return LightCurve.of(all);
        }
    }

    /**
     * One observation.
     *
     * @param mjd MJD, TAI [days]
     * @param band symbol of the band
     * @param kind how it came about
     * @param flux [nJy]
     * @param fluxErr [nJy]
     */
    public record Point(double mjd, String band, Kind kind, float flux, float fluxErr) {
        static Point of(Observation observation) {
            return new Point(
                    observation.mjd(),
                    observation.band().symbol(),
                    observation.kind(),
                    observation.flux(),
                    observation.fluxErr());
        }
    }

    public GoldenBatch {
        curves = List.copyOf(curves);
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("the golden batch is empty");
        }
    }

    /** What a model answers to light curves now, each asked on its own. */
    public static GoldenBatch of(OnnxModel model, List<LightCurve> lightCurves) {
        List<Curve> curves = new ArrayList<>();
        for (LightCurve curve : lightCurves) {
            Prediction answer =
                    model.predict(List.of(model.encoder().encode(curve))).get(0);
            FlareEstimate flare = answer.flare();
            curves.add(new Curve(
                    curve.observations().stream().map(Point::of).toList(),
                    answer.probabilities(),
                    flare == null ? null : flare.mean(),
                    flare == null ? null : flare.covariance()));
        }
        return new GoldenBatch(curves);
    }

    /** Reads what {@link #toJson} wrote; throws {@link IllegalArgumentException} on anything else. */
    public static GoldenBatch parse(String json) {
        try {
            return JSON.readValue(json, GoldenBatch.class);
        } catch (JsonProcessingException e) {
            Throwable reason = e.getCause() instanceof IllegalArgumentException cause ? cause : e;
            String message = e == reason ? e.getOriginalMessage() : reason.getMessage();
            throw new IllegalArgumentException("golden batch: " + message, e);
        }
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a golden batch of " + curves.size() + " light curves", e);
        }
    }

    /**
     * Asks a model all light curves in one call, so that padding and masks are tried too; a model that carries states also
     * in two, the second of which goes on from the states that the first one left.
     *
     * @throws IllegalArgumentException naming the light curve and the number that differs most, what was stored and what
     *     came out
     */
    void verify(OnnxModel model) {
        List<EncodedLightCurve> encoded = new ArrayList<>();
        for (Curve curve : curves) {
            encoded.add(model.encoder().encode(curve.lightCurve()));
        }
        List<Prediction> answers = model.predict(encoded);
        Mismatch worst = Mismatch.NONE;
        for (int i = 0; i < curves.size(); i++) {
            worst = worst.orWorse(compare(i, answers.get(i), model.card()));
        }
        if (model.carriesStates()) {
            worst = worst.orWorse(goneOn(model));
        }
        if (!(worst.difference() <= TOLERANCE)) {
            throw new IllegalArgumentException(worst.describe(curves.size()));
        }
    }

    /** Of light curves of several observations, after going on from a state half way. */
    private Mismatch goneOn(OnnxModel model) {
        List<Integer> numbers = new ArrayList<>();
        List<EncodedLightCurve> beginnings = new ArrayList<>();
        List<EncodedLightCurve> rests = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            LightCurve window = model.encoder().window(curves.get(i).lightCurve());
            int half = window.size() / 2;
            if (half > 0) {
                numbers.add(i);
                beginnings.add(model.encoder()
                        .encode(LightCurve.of(window.observations().subList(0, half))));
                rests.add(model.encoder().encode(window, half));
            }
        }
        Mismatch worst = Mismatch.NONE;
        if (numbers.isEmpty()) {
            return worst;
        }
        float[] start = new float[model.stateSize()];
        List<float[]> states = model.step(beginnings, Collections.nCopies(numbers.size(), start)).stream()
                .map(OnnxModel.Step::state)
                .toList();
        List<OnnxModel.Step> steps = model.step(rests, states);
        for (int i = 0; i < steps.size(); i++) {
            Mismatch own = compare(numbers.get(i), steps.get(i).prediction(), model.card());
            worst = worst.orWorse(own.when("when going on from a state"));
        }
        return worst;
    }

    private Mismatch compare(int number, Prediction answer, ModelCard card) {
        Curve curve = curves.get(number);
        if (curve.probabilities().length != card.classes().size()) {
            throw new IllegalArgumentException("golden light curve " + (number + 1) + " has "
                    + curve.probabilities().length + " probabilities for the classes " + card.classes());
        }
        Mismatch worst = Mismatch.NONE;
        for (int i = 0; i < card.classes().size(); i++) {
            String what = "the probability of " + card.classes().get(i);
            worst = worst.orWorse(Mismatch.of(number, what, curve.probabilities()[i], answer.probabilities()[i]));
        }
        FlareEstimate flare = answer.flare();
        double[] mean = curve.flare();
        double[] covariance = curve.covariance();
        if (mean == null || covariance == null || flare == null) {
            return worst;
        }
        for (int i = 0; i < mean.length; i++) {
            worst = worst.orWorse(Mismatch.of(number, "flare[" + i + "]", mean[i], flare.mean()[i]));
        }
        for (int i = 0; i < covariance.length; i++) {
            worst = worst.orWorse(
                    Mismatch.of(number, "flare_covariance[" + i + "]", covariance[i], flare.covariance()[i]));
        }
        return worst;
    }

    /** The number that differs most; a NaN differs infinitely. */
    private record Mismatch(int number, String what, double expected, double got, double difference) {
        static final Mismatch NONE = new Mismatch(0, "", 0, 0, 0);

        static Mismatch of(int number, String what, double expected, double got) {
            double difference = Math.abs(got - expected) / Math.max(1, Math.abs(expected));
            return new Mismatch(
                    number, what, expected, got, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }

        Mismatch when(String condition) {
            return new Mismatch(number, what + " " + condition, expected, got, difference);
        }

        Mismatch orWorse(Mismatch other) {
            return other.difference > difference ? other : this;
        }

        String describe(int curves) {
            return String.format(
                    Locale.ROOT,
                    "golden light curve %d of %d: expected %.6g for %s, got %.6g",
                    number + 1,
                    curves,
                    expected,
                    what,
                    got);
        }
    }
}
