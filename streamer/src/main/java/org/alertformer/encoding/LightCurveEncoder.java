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
    private static final int BANDS = Band.values().length;
    /** Of a band's last observation: not looked for. */
    private static final int UNKNOWN = -2;

    private final Feature[] features;
    private final double[] means;
    private final double[] scales;
    private final int maximumLength;
    private final @Nullable Resampling resampling;
    private final boolean padded;
    private final List<String> names;
    private final boolean backward;

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
        this.backward = lookingAhead().isEmpty();
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

    /**
     * Whether rows stay as they are when later observations come, so that a state of the earlier ones can be gone on from: as
     * long as the window does not move.
     */
    public boolean looksBack() {
        return backward;
    }

    /** The names of the features of which earlier rows change when later observations come. */
    public List<String> lookingAhead() {
        return names.stream()
                .filter(name ->
                        resampling != null || padded || !Feature.named(name).looksBack())
                .toList();
    }

    /** The observations that are encoded: the newest. */
    public LightCurve window(LightCurve curve) {
        return curve.newest(maximumLength);
    }

    /** The newest observations of a light curve, encoded; differences of times are taken in double. */
    public EncodedLightCurve encode(LightCurve curve) {
        LightCurve window = window(curve);
        int length = window.size();
        if (resampling != null && length > 0) {
            return resampled(resampling.of(window.observations()), window.get(0).mjd());
        }
        if (length == 0) {
            return new EncodedLightCurve(0, new float[0], new float[0], 0);
        }
        return rows(window, 0, padded ? maximumLength : length);
    }

    /**
     * The last rows of what {@link #encode(LightCurve)} gives, for the price of these rows.
     *
     * @param from the first row wanted, less than there are
     * @throws IllegalStateException if rows do not {@linkplain #looksBack look back}
     */
    public EncodedLightCurve encode(LightCurve curve, int from) {
        if (from > 0 && !backward) {
            throw new IllegalStateException("features " + lookingAhead() + " look ahead");
        }
        LightCurve window = window(curve);
        return from == 0 ? encode(curve) : rows(window, from, window.size() - from);
    }

    /** @param rows how many, those of zeros at the end included */
    private EncodedLightCurve rows(LightCurve window, int from, int rows) {
        float[] encoded = new float[rows * features.length];
        float[] time = new float[rows];
        double reference = window.get(0).mjd();
        Window statistics = new Window(window.observations(), from);
        int[] lastInBand = new int[BANDS];
        Arrays.fill(lastInBand, UNKNOWN);
        for (int i = from; i < window.size(); i++) {
            Observation observation = window.get(i);
            int band = observation.band().ordinal();
            int previous =
                    lastInBand[band] == UNKNOWN ? lastBefore(from, observation.band(), window) : lastInBand[band];
            double gap = i == 0 ? 0 : observation.mjd() - window.get(i - 1).mjd();
            double bandGap =
                    previous < 0 ? 0 : observation.mjd() - window.get(previous).mjd();
            double days = Math.max(0, observation.mjd() - reference);
            lastInBand[band] = i;
            var context = new Feature.Context(statistics, gap, bandGap, i, previous, days);
            int row = i - from;
            time[row] = (float) days;
            for (int f = 0; f < features.length; f++) {
                encoded[row * features.length + f] = row > 0 && features[f].isConstant()
                        ? encoded[f]
                        : (float) ((features[f].of(observation, context) - means[f]) / scales[f]);
            }
        }
        return new EncodedLightCurve(rows, encoded, time, reference);
    }

    /** Index of the last observation of a band before a row, or -1. */
    private static int lastBefore(int row, Band band, LightCurve window) {
        int last = row - 1;
        while (last >= 0 && window.get(last).band() != band) {
            last--;
        }
        return last;
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
