package org.alertformer.encoding;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Turns light curves into the features and times a model was trained on. The trainer and the stream share this class,
 * so what a model learned from is what it is served. Immutable and safe for use by several threads.
 */
public final class LightCurveEncoder {
    private final Feature[] features;
    private final double[] means;
    private final double[] scales;
    private final int maximumLength;
    private final @Nullable Resampling resampling;
    private final boolean padded;
    private final List<String> names;

    /**
     * @param normalized the features in the order of the tensor's last axis
     * @param maximumLength the window: older observations than this many are left out
     */
    public LightCurveEncoder(List<NormalizedFeature> normalized, int maximumLength) {
        this(normalized, maximumLength, Sampling.OBSERVATIONS);
    }

    /**
     * @param normalized the features in the order of the tensor's last axis
     * @param maximumLength the window: older observations than this many are left out
     * @param sampling what the rows are
     */
    public LightCurveEncoder(List<NormalizedFeature> normalized, int maximumLength, Sampling sampling) {
        if (normalized.isEmpty()) {
            throw new IllegalArgumentException("an encoder needs at least one feature");
        }
        if (maximumLength < 1) {
            throw new IllegalArgumentException("maximum length " + maximumLength + " is less than 1");
        }
        this.names = normalized.stream().map(NormalizedFeature::name).toList();
        this.resampling = Resampling.of(sampling, names);
        this.padded = sampling.kind() == Sampling.Kind.padded;
        this.features =
                resampling == null ? names.stream().map(Feature::named).toArray(Feature[]::new) : new Feature[0];
        if (resampling != null) {
            for (String name : names) {
                if (!resampling.names().contains(name)) {
                    throw new IllegalArgumentException("feature '" + name + "' is none of the sampling "
                            + sampling.kind() + ", which has " + new TreeSet<>(resampling.names()));
                }
            }
        }
        this.means = normalized.stream().mapToDouble(NormalizedFeature::mean).toArray();
        this.scales = normalized.stream().mapToDouble(NormalizedFeature::scale).toArray();
        this.maximumLength = maximumLength;
    }

    public int featureCount() {
        return means.length;
    }

    public int maximumLength() {
        return maximumLength;
    }

    /** Rows of any light curve where they are resampled or padded, else 0: as many as observations. */
    public int fixedRows() {
        if (resampling != null) {
            return resampling.rows();
        }
        return padded ? maximumLength : 0;
    }

    /** The newest observations of a light curve, encoded; differences of times are taken in double. */
    public EncodedLightCurve encode(LightCurve curve) {
        LightCurve window = curve.newest(maximumLength);
        int length = window.size();
        if (resampling != null && length > 0) {
            return resampled(resampling.of(window.observations()), window.get(0).mjd());
        }
        int rows = padded && length > 0 ? maximumLength : length;
        float[] encoded = new float[rows * means.length];
        float[] time = new float[rows];
        if (length == 0) {
            return new EncodedLightCurve(0, encoded, time, 0);
        }
        double reference = window.get(0).mjd();
        Window statistics = new Window(window.observations());
        int[] lastInBand = new int[Band.values().length];
        Arrays.fill(lastInBand, -1);
        for (int i = 0; i < length; i++) {
            Observation observation = window.get(i);
            int band = observation.band().ordinal();
            int previous = lastInBand[band];
            double gap = i == 0 ? 0 : observation.mjd() - window.get(i - 1).mjd();
            double bandGap =
                    previous < 0 ? 0 : observation.mjd() - window.get(previous).mjd();
            double days = Math.max(0, observation.mjd() - reference);
            lastInBand[band] = i;
            var context = new Feature.Context(statistics, gap, bandGap, i, previous, days);
            time[i] = (float) days;
            for (int f = 0; f < features.length; f++) {
                encoded[i * features.length + f] = i > 0 && features[f].isConstant()
                        ? encoded[f]
                        : (float) ((features[f].of(observation, context) - means[f]) / scales[f]);
            }
        }
        return new EncodedLightCurve(rows, encoded, time, reference);
    }

    private EncodedLightCurve resampled(Resampled rows, double reference) {
        int length = rows.days().length;
        float[] encoded = new float[length * means.length];
        float[] time = new float[length];
        for (int f = 0; f < means.length; f++) {
            double[] column = rows.columns().getOrDefault(names.get(f), new double[length]);
            for (int i = 0; i < length; i++) {
                encoded[i * means.length + f] = (float) ((column[i] - means[f]) / scales[f]);
            }
        }
        for (int i = 0; i < length; i++) {
            time[i] = (float) rows.days()[i];
        }
        return new EncodedLightCurve(length, encoded, time, reference);
    }
}
