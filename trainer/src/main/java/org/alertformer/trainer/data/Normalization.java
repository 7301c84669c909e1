package org.alertformer.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.encoding.NormalizedFeature;

/** The constants that bring each feature near zero mean and unit variance over the training data. */
public final class Normalization {
    /** More light curves would hardly change the constants, and some features are costly. */
    private static final int CURVES = 1000;

    private static final double SMALLEST_SCALE = 1e-6;

    private Normalization() {}

    /**
     * The constants of some features. Flags, whose values are 0 and 1, are left as they are: a band that hardly occurs must not become a huge number.
     *
     * @param encoders from features to what encodes them
     */
    public static List<NormalizedFeature> measure(
            List<String> features,
            Function<List<NormalizedFeature>, LightCurveEncoder> encoders,
            List<LabelledCurve> curves,
            Truncation truncation,
            long seed) {
        List<NormalizedFeature> raw =
                features.stream().map(name -> new NormalizedFeature(name, 0, 1)).toList();
        LightCurveEncoder encoder = encoders.apply(raw);
        int width = features.size();
        double[] sums = new double[width];
        double[] squares = new double[width];
        boolean[] flag = new boolean[width];
        Arrays.fill(flag, true);
        long count = 0;
        Random random = new Random(seed);
        double stride = Math.max(1, curves.size() / (double) CURVES);
        for (double place = 0; place < curves.size(); place += stride) {
            LabelledCurve curve = curves.get((int) place);
            EncodedLightCurve encoded = encoder.encode(truncation.draw(curve.curve(), random));
            count += encoded.length();
            for (int i = 0; i < encoded.features().length; i++) {
                double value = encoded.features()[i];
                sums[i % width] += value;
                squares[i % width] += value * value;
                flag[i % width] &= value == 0 || value == 1;
            }
        }
        List<NormalizedFeature> normalized = new ArrayList<>();
        for (int f = 0; f < width; f++) {
            double mean = sums[f] / count;
            double deviation = Math.sqrt(Math.max(0, squares[f] / count - mean * mean));
            normalized.add(
                    flag[f] || deviation < SMALLEST_SCALE
                            ? raw.get(f)
                            : new NormalizedFeature(features.get(f), rounded(mean), rounded(deviation)));
        }
        return normalized;
    }

    /** To four digits, so that a card can be read. */
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
    }
}
