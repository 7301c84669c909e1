package org.alertformer.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.encoding.TimeEncoding.Kind;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each encoding against numbers that were worked out apart from the code, by the formulas of the papers. */
class TimeTokensTest {
    private static final float[] DAYS = {0, 1, 10};

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    /** w = 1, 1000^-0.5, 1000^-1, 1000^-1.5 for d = 4: sine and cosine do not share a frequency. */
    @Test
    void astromer_isSineAndCosineOfDifferentFrequencies() {
        float[] table = encoding(Kind.astromer, Map.of("base", 1000.0, "c", 2.0), 4);

        assertTable(table, 0, 1, 0, 1, 0.841471, 0.999500, 0.001000, 1.0, -0.544021, 0.950415, 0.010000, 1.0);
    }

    /** P = 1500, 1500, 750, 750 d; phases pi/2, 0, pi/2, 0; scales 1, 1, exp(-1/2), exp(-1/2). */
    @Test
    void timeModulation_hasHarmonicsThatFadeAndAlternate() {
        float[] table = encoding(Kind.time_modulation, Map.of("harmonics", 4.0, "period", 1500.0), 4);

        assertTable(
                table, 1, 0, 0.606531, 0, 0.999991, 0.004189, 0.606509, 0.005081, 0.999123, 0.041876, 0.604403,
                0.050753);
    }

    /** w_0 = 1, w_1 = 10000^(-2/4) = 0.01, times d/L = 4/8. */
    @Test
    void tape_stretchesFrequenciesWithWidthOverLength() {
        float[] table = encoding(Kind.tape, Map.of("length", 8.0), 4);

        assertTable(table, 0, 1, 0, 1, 0.479426, 0.877583, 0.005000, 0.999988, -0.958924, 0.283662, 0.049979, 0.998750);
    }

    /** Tokens of W x + c = 2 under the coefficients of each observation's own band. */
    @Test
    void atat_modulatesByTheSeriesOfTheBand() {
        // one harmonic besides the constant: rows sin 0, sin 1, cos 0, cos 1; columns band g, band r
        float[] alpha = {0, 0, 3, 0, 1, 0.5f, 0, 2};
        float[] beta = {0, 0, 0, 1, -1, 4, 0, 0};
        Map<String, Weights.Array> weights = new LinkedHashMap<>();
        weights.put("input.weight", new Weights.Array(new long[] {1, 3}, new float[] {1, 0, 0}));
        weights.put("input.bias", new Weights.Array(new long[] {1}, new float[] {1}));
        weights.put("time.alpha", new Weights.Array(new long[] {4, 2}, alpha));
        weights.put("time.beta", new Weights.Array(new long[] {4, 2}, beta));
        float[] features = {1, 1, 0, 1, 0, 1, 1, 0, 1};
        Architecture architecture = architecture(
                Kind.atat, Map.of("harmonics", 2.0, "period", 40.0), 1, List.of("asinh_flux", "band_g", "band_r"));

        float[] tokens = tokens(architecture, weights, features);

        // g at t = 0: 2 * 1 - 1; r at t = 1: 2 (1/2 + 2 cos w) + 4 + sin w; r at t = 10, w t = pi/2: 2 / 2 + 4 + 1
        assertTable(tokens, 1, 9.107188, 6);
    }

    /** u = ln(1 + t): a line and a sine of it, all learned. */
    @Test
    void time2vecLog_isALineAndSinesOfTheLogarithm() {
        Map<String, Weights.Array> weights = new LinkedHashMap<>();
        weights.put("input.weight", new Weights.Array(new long[] {2, 3}, new float[] {0, 1, 0, 0, 0, 1}));
        weights.put("input.bias", new Weights.Array(new long[] {2}, new float[2]));
        weights.put("time.linear", new Weights.Array(new long[] {2}, new float[] {2, 0.5f}));
        weights.put("time.omega", new Weights.Array(new long[] {1}, new float[] {3}));
        weights.put("time.phi", new Weights.Array(new long[] {1}, new float[] {0.25f}));
        Architecture architecture =
                architecture(Kind.time2vec_log, Map.of("frequencies", 1.0), 2, List.of("asinh_flux"));

        float[] tokens = tokens(architecture, weights, new float[3]);

        assertTable(tokens, 0.5, 0.247404, 1.886294, 0.725769, 5.295791, 0.917003);
    }

    /** D = 8, so four pairs: two of time, both turning, of which theta = 1, 100^-1/2; two of the band likewise. */
    @Test
    void romae_turnsByTimeAndByBand() {
        Architecture architecture =
                architecture(Kind.romae, Map.of("base", 100.0), 8, List.of("asinh_flux", "band_g", "band_r"));
        float[] features = {1, 1, 0, 1, 0, 1, 1, 0, 1};

        float[] angles = angles(architecture, features);

        assertTable(angles, 0, 0, 0, 0, 1, 0.1, 1, 0.1, 10, 1, 1, 0.1);
    }

    /** Of four pairs per axis three turn: p = 0.75. */
    @Test
    void romae_leavesTheLastQuarterOfThePairs() {
        Architecture architecture =
                architecture(Kind.romae, Map.of("base", 10_000.0), 16, List.of("asinh_flux", "band_g", "band_r"));
        float[] features = {1, 1, 0, 1, 0, 1, 1, 0, 1};

        float[] angles = angles(architecture, features);

        assertThat(angles[8 + 3]).isZero();
        assertThat(angles[8 + 7]).isZero();
        assertThat(angles[8 + 2]).isCloseTo(0.01f, within(1e-6f));
    }

    /** Periods 4 d and 40 d: w = pi/2, pi/20; sines, then cosines. */
    @Test
    void sinusoidal_spacedPeriodsAreSinesAndCosines() {
        float[] table =
                channels(Kind.sinusoidal, Map.of("shortest", 4.0, "longest", 40.0, "frequencies", 2.0), 4, Map.of());

        assertTable(table, 0, 0, 1, 1, 1, 0.156434, 0, 0.987688, 0, 1, -1, 0);
    }

    /** d = 4, P = 10,000: w = 1, 10,000^(-1/2). */
    @Test
    void sinusoidal_periodIsThatOfVaswani() {
        float[] table = channels(Kind.sinusoidal, Map.of("period", 10_000.0, "frequencies", 2.0), 4, Map.of());

        assertTable(
                table, 0, 0, 1, 1, 0.841471, 0.010000, 0.540302, 0.999950, -0.544021, 0.099833, -0.839072, 0.995004);
    }

    /** The same on u = 0, ln 2, ln 11. */
    @Test
    void log_isTheSameOnTheLogarithm() {
        float[] table = channels(Kind.log, Map.of("period", 10_000.0, "frequencies", 2.0), 4, Map.of());

        assertTable(table, 0, 0, 1, 1, 0.638961, 0.006931, 0.769239, 0.999976, 0.677014, 0.023977, -0.735970, 0.999713);
    }

    /** 2 t/50 + 1/2, sin(0.3 t + 0.25). */
    @Test
    void time2vec_isALineAndSines() {
        Map<String, Weights.Array> learned = Map.of(
                "time.linear", new Weights.Array(new long[] {2}, new float[] {2, 0.5f}),
                "time.omega", new Weights.Array(new long[] {1}, new float[] {0.3f}),
                "time.phi", new Weights.Array(new long[] {1}, new float[] {0.25f}));

        float[] table = channels(Kind.time2vec, Map.of("longest", 50.0, "frequencies", 1.0), 2, learned);

        assertTable(table, 0.500000, 0.247404, 0.540000, 0.522687, 0.900000, -0.108195);
    }

    /** Bins of ln(1 + t) with centres 0, ln 3, ln 9, ln 27: t = 1 lies at ln 2 / ln 3, t = 10 at ln 11 / ln 3. */
    @Test
    void learned_isLinearBetweenTheBins() {
        float[] table = channels(Kind.learned, Map.of("longest", 26.0, "bins", 4.0), 4, Map.of());

        assertTable(table, 1, 0, 0, 0, 0.369070, 0.630930, 0, 0, 0, 0, 0.817342, 0.182658);
    }

    /** x = 2 for all: 2 (1 + 3 sin wt + cos wt / 2) + 4 cos wt + sin wt / 4 - 1, w = 2 pi / 40. */
    @Test
    void fourier_modulatesByOneSeriesForAllBands() {
        Map<String, Weights.Array> weights = new LinkedHashMap<>();
        weights.put("input.weight", new Weights.Array(new long[] {1, 1}, new float[] {1}));
        weights.put("input.bias", new Weights.Array(new long[] {1}, new float[] {2}));
        weights.put("time.alpha", new Weights.Array(new long[] {1, 4}, new float[] {9, 3, 1, 0.5f}));
        weights.put("time.beta", new Weights.Array(new long[] {1, 4}, new float[] {9, 0.25f, -1, 4}));
        Architecture architecture =
                architecture(Kind.fourier, Map.of("harmonics", 2.0, "period", 40.0), 1, List.of("asinh_flux"));

        float[] tokens = tokens(architecture, weights, new float[3]);

        assertTable(tokens, 6.000000, 6.916157, 7.250000);
    }

    /** D = 4, base 100: theta = 1, 100^(-1/2). */
    @Test
    void rotary_turnsEachPairByItsOwnAngle() {
        Architecture architecture = architecture(Kind.rotary, Map.of("base", 100.0), 4, List.of("asinh_flux"));

        float[] angles = angles(architecture, new float[3]);

        assertTable(angles, 0, 0, 1, 0.1, 10, 1);
    }

    /** Tokens that are the channels as they join the features. */
    private static float[] channels(
            Kind kind, Map<String, Double> parameters, int count, Map<String, Weights.Array> learned) {
        float[] projection = new float[count * (count + 1)];
        for (int c = 0; c < count; c++) {
            projection[c * (count + 1) + c + 1] = 1;
        }
        Map<String, Weights.Array> weights = new LinkedHashMap<>(learned);
        weights.put("input.weight", new Weights.Array(new long[] {count, count + 1}, projection));
        weights.put("input.bias", new Weights.Array(new long[] {count}, new float[count]));
        return tokens(architecture(kind, parameters, count, List.of("asinh_flux")), weights, new float[3]);
    }

    private static float[] encoding(Kind kind, Map<String, Double> parameters, int width) {
        Architecture architecture = architecture(kind, parameters, width, List.of("asinh_flux"));
        try (PointerScope scope = new PointerScope()) {
            return Tensors.floats(new TimeTokens<>(libtorch(new float[3], 1, Map.of()), architecture).encoding());
        }
    }

    private static float[] tokens(Architecture architecture, Map<String, Weights.Array> weights, float[] features) {
        try (PointerScope scope = new PointerScope()) {
            Libtorch operators = libtorch(features, architecture.features(), weights);
            return Tensors.floats(new TimeTokens<>(operators, architecture).tokens());
        }
    }

    private static float[] angles(Architecture architecture, float[] features) {
        try (PointerScope scope = new PointerScope()) {
            Libtorch operators = libtorch(features, architecture.features(), Map.of());
            Tensor angles = new TimeTokens<>(operators, architecture).angles();
            return angles == null ? new float[0] : Tensors.floats(angles);
        }
    }

    private static Libtorch libtorch(float[] features, int width, Map<String, Weights.Array> weights) {
        Batch batch = Batch.of(List.of(new EncodedLightCurve(3, features, DAYS, 0)));
        Weights all = new Weights(weights);
        return new Libtorch(
                batch,
                width,
                name -> Tensor.create(all.get(name).values(), all.get(name).shape()),
                0);
    }

    private static Architecture architecture(
            Kind kind, Map<String, Double> parameters, int width, List<String> columns) {
        return new Architecture(
                columns.size(),
                2,
                width,
                1,
                1,
                8,
                Architecture.Norm.pre,
                new TimeEncoding(kind, parameters),
                false,
                new Body.Encoder(),
                columns);
    }

    private static void assertTable(float[] actual, double... expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("number " + i).isCloseTo(expected[i], within(2e-6));
        }
    }
}
