package org.alertformer.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.TimeEncoding;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What distinguishes the bodies: what a token can and cannot know. */
class NetworkTest {
    private static final int LENGTH = 5;
    private static final int WIDTH = 8;
    private static final List<String> COLUMNS =
            List.of("asinh_flux", "band_g", "band_r", "median_magnitude", "log_spread");
    private static final float[] DAYS = {0, 1, 4, 9, 30};

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    /** The readable class, with the network's own weights, tells the attention that the network publishes. */
    @Test
    void encoder_attentionIsThatOfTheEquations() {
        Architecture architecture = architecture(new Body.Encoder(), TimeEncoding.Kind.none, 1, 2);
        Weights weights = weights(architecture);
        float[] features = features(1);
        double[][] x = new double[1 + LENGTH][];
        x[0] = normalized(doubles(weights.values("class"), 0, WIDTH));
        for (int i = 0; i < LENGTH; i++) {
            double[] row = doubles(features, i * COLUMNS.size(), COLUMNS.size());
            x[1 + i] = normalized(linear(weights, "input", row, 0));
        }
        double[] expected = new double[LENGTH];
        for (int head = 0; head < 2; head++) {
            double[][] q = new double[1 + LENGTH][];
            double[][] k = new double[1 + LENGTH][];
            for (int i = 0; i <= LENGTH; i++) {
                q[i] = Arrays.copyOfRange(linear(weights, "layer0.qkv", x[i], 0), head * 4, head * 4 + 4);
                k[i] = Arrays.copyOfRange(linear(weights, "layer0.qkv", x[i], WIDTH), head * 4, head * 4 + 4);
            }
            double[] ofClass = Attention.weights(q, k, null)[0];
            for (int i = 0; i < LENGTH; i++) {
                expected[i] += ofClass[1 + i] / 2;
            }
        }

        float[] attention = output(architecture, weights, features, DAYS).attention();

        for (int i = 0; i < LENGTH; i++) {
            assertThat((double) attention[1 + i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void causal_observationsSeeEarlierOnesOnly() {
        Architecture architecture = architecture(new Body.Causal(), TimeEncoding.Kind.rotary, 2, 2);
        Weights weights = weights(architecture);
        float[] changed = features(1);
        changed[3 * COLUMNS.size()] += 1;

        Told before = output(architecture, weights, features(1), DAYS);
        Told after = output(architecture, weights, changed, DAYS);

        assertThat(distance(before.states(), after.states(), 0, 3 * WIDTH)).isZero();
        assertThat(distance(before.states(), after.states(), 3 * WIDTH, 4 * WIDTH))
                .isGreaterThan(1e-3);
        assertThat(distance(before.states(), after.states(), 4 * WIDTH, 5 * WIDTH))
                .isGreaterThan(1e-4);
        assertThat(before.token()).containsExactly(row(before.states(), LENGTH - 1), within(1e-6f));
    }

    @Test
    void classAttention_onlyTheClassTokenAsksAndChangesInTheLastBlocks() {
        Architecture architecture = architecture(new Body.ClassAttention(1), TimeEncoding.Kind.none, 1, 2);
        Weights weights = weights(architecture);
        Weights others = with(weights, "class_layer0.qkv.weight", 0.5f);
        Weights deaf = with(with(weights, "class_layer0.scale1", 0), "class_layer0.scale2", 0);

        Told told = output(architecture, weights, features(1), DAYS);
        Told withOthers = output(architecture, others, features(1), DAYS);
        Told deafToOne = output(architecture, deaf, features(1), DAYS);
        Told deafToAnother = output(architecture, deaf, features(2), DAYS);

        assertThat(withOthers.states()).isEqualTo(told.states());
        assertThat(distance(withOthers.token(), told.token(), 0, WIDTH)).isGreaterThan(1e-5);
        assertThat(deafToOne.token()).isEqualTo(deafToAnother.token());
    }

    @Test
    void pairwise_withoutBiasIsTheEncoder() {
        Architecture architecture = architecture(new Body.Pairwise(6, 100), TimeEncoding.Kind.none, 2, 2);
        Weights weights = weights(architecture);
        Weights unbiased = with(with(weights, "pair.time", 0), "pair.bands", 0);

        Told pairwise = output(architecture, unbiased, features(1), DAYS);
        Told encoder =
                output(architecture(new Body.Encoder(), TimeEncoding.Kind.none, 2, 2), unbiased, features(1), DAYS);

        assertThat(pairwise.token()).containsExactly(encoder.token(), within(1e-6f));
    }

    /** Only differences of times enter, and they do. */
    @Test
    void pairwise_biasIsOfTimeDifferences() {
        Architecture architecture = architecture(new Body.Pairwise(6, 100), TimeEncoding.Kind.none, 2, 2);
        Weights weights = with(weights(architecture), "pair.bands", 0);
        float[] shifted = {50, 51, 54, 59, 80};
        float[] stretched = {0, 3, 12, 27, 90};

        float[] token = output(architecture, weights, features(1), DAYS).token();
        float[] later = output(architecture, weights, features(1), shifted).token();
        float[] slower = output(architecture, weights, features(1), stretched).token();

        assertThat(later).containsExactly(token, within(1e-5f));
        assertThat(distance(slower, token, 0, WIDTH)).isGreaterThan(1e-4);
    }

    /** The input layer is blind to the bands, so that only the bias can tell them. */
    @Test
    void pairwise_biasIsOfPairsOfBands() {
        Architecture architecture = architecture(new Body.Pairwise(6, 100), TimeEncoding.Kind.none, 2, 2);
        Weights weights = weights(architecture);
        float[] input = weights.values("input.weight").clone();
        for (int row = 0; row < WIDTH; row++) {
            input[row * COLUMNS.size() + 1] = 0;
            input[row * COLUMNS.size() + 2] = 0;
        }
        Weights blind = replaced(weights, "input.weight", input);
        float[] otherBand = features(1);
        otherBand[1] = 1 - otherBand[1];
        otherBand[2] = 1 - otherBand[2];

        float[] token = output(architecture, blind, features(1), DAYS).token();
        float[] other = output(architecture, blind, otherBand, DAYS).token();
        float[] unbiased = output(architecture, with(blind, "pair.bands", 0), features(1), DAYS)
                .token();
        float[] otherUnbiased = output(architecture, with(blind, "pair.bands", 0), otherBand, DAYS)
                .token();

        assertThat(distance(other, token, 0, WIDTH)).isGreaterThan(1e-4);
        assertThat(otherUnbiased).isEqualTo(unbiased);
    }

    /** As in ATAT: each number of the whole light curve is a token of a second encoder, which the first does not hear. */
    @Test
    void metadata_numbersAreTokensOfASecondEncoder() {
        Architecture architecture = architecture(
                new Body.Metadata(List.of("median_magnitude", "log_spread"), 1), TimeEncoding.Kind.none, 2, 2);
        Weights weights = weights(architecture);
        float[] changed = features(1);
        float[] exchanged = features(1);
        for (int i = 0; i < LENGTH; i++) {
            changed[i * COLUMNS.size() + 3] += 1;
            exchanged[i * COLUMNS.size() + 3] = features(1)[i * COLUMNS.size() + 4];
            exchanged[i * COLUMNS.size() + 4] = features(1)[i * COLUMNS.size() + 3];
        }
        Weights exchangedToo = replaced(weights, "metadata.weight", halvesExchanged(weights.values("metadata.weight")));
        exchangedToo = replaced(exchangedToo, "metadata.bias", halvesExchanged(weights.values("metadata.bias")));

        Told told = output(architecture, weights, features(1), DAYS);
        Told withOther = output(architecture, weights, changed, DAYS);
        Told withExchanged = output(architecture, exchangedToo, exchanged, DAYS);

        assertThat(withOther.states()).isEqualTo(told.states());
        assertThat(distance(withOther.token(), told.token(), 0, WIDTH)).isGreaterThan(1e-4);
        assertThat(withExchanged.token()).containsExactly(told.token(), within(1e-5f));
    }

    @Test
    void rotary_scoresKnowTimeDifferencesOnly() {
        Architecture architecture = architecture(new Body.Pooled(), TimeEncoding.Kind.rotary, 2, 2);
        Weights weights = weights(architecture);
        float[] shifted = {50, 51, 54, 59, 80};
        float[] stretched = {0, 3, 12, 27, 90};

        float[] token = output(architecture, weights, features(1), DAYS).token();
        float[] later = output(architecture, weights, features(1), shifted).token();
        float[] slower = output(architecture, weights, features(1), stretched).token();

        assertThat(later).containsExactly(token, within(1e-4f));
        assertThat(distance(slower, token, 0, WIDTH)).isGreaterThan(1e-4);
    }

    /** What the body said. */
    private record Told(float[] token, float[] states, float[] attention) {}

    private static Told output(Architecture architecture, Weights weights, float[] features, float[] days) {
        try (PointerScope scope = new PointerScope();
                Transformer network = new Transformer(Member.of(architecture, weights))) {
            Batch batch = Batch.of(List.of(new EncodedLightCurve(LENGTH, features, days, 0)));
            Encoded<Tensor> encoded = network.encode(batch, 0, null);
            Tensor states = encoded.states();
            Tensor attention = encoded.attention();
            return new Told(
                    Tensors.floats(encoded.token()),
                    states == null ? new float[0] : Tensors.floats(states),
                    attention == null ? new float[0] : Tensors.floats(attention));
        }
    }

    private static Architecture architecture(Body body, TimeEncoding.Kind kind, int layers, int heads) {
        return new Architecture(
                COLUMNS.size(),
                3,
                WIDTH,
                heads,
                layers,
                16,
                Architecture.Norm.pre,
                new TimeEncoding(kind, Map.of()),
                false,
                body,
                COLUMNS);
    }

    /** With biases that are not 0 and pairs that matter. */
    private static Weights weights(Architecture architecture) {
        Map<String, Weights.Array> tensors = new LinkedHashMap<>();
        Random random = new Random(12);
        Initializer.weights(architecture, FlareScale.UNIT, 7).tensors().forEach((name, array) -> {
            float[] values = array.values().clone();
            for (int i = 0; i < values.length && !name.contains("norm"); i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            tensors.put(name, new Weights.Array(array.shape(), values));
        });
        return new Weights(tensors);
    }

    private static Weights with(Weights weights, String name, float value) {
        float[] values = new float[weights.values(name).length];
        Arrays.fill(values, value);
        return replaced(weights, name, values);
    }

    private static Weights replaced(Weights weights, String name, float[] values) {
        Map<String, Weights.Array> tensors = new LinkedHashMap<>(weights.tensors());
        tensors.put(name, new Weights.Array(weights.get(name).shape(), values));
        return new Weights(tensors);
    }

    /** Random fluxes, bands g and r in turn, the same two numbers in all rows. */
    private static float[] features(long seed) {
        Random random = new Random(seed);
        float[] features = new float[LENGTH * COLUMNS.size()];
        for (int i = 0; i < LENGTH; i++) {
            int row = i * COLUMNS.size();
            features[row] = (float) random.nextGaussian();
            features[row + 1 + i % 2] = 1;
            features[row + 3] = 0.7f * seed;
            features[row + 4] = -0.4f;
        }
        return features;
    }

    private static float[] halvesExchanged(float[] values) {
        float[] exchanged = new float[values.length];
        int half = values.length / 2;
        System.arraycopy(values, 0, exchanged, half, half);
        System.arraycopy(values, half, exchanged, 0, half);
        return exchanged;
    }

    private static float[] row(float[] states, int i) {
        return Arrays.copyOfRange(states, i * WIDTH, (i + 1) * WIDTH);
    }

    /** The largest difference between two places. */
    private static double distance(float[] a, float[] b, int from, int to) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    /** A row of x W^T + b, from a row of W on. */
    private static double[] linear(Weights weights, String name, double[] x, int from) {
        double[] y = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            y[i] = weights.values(name + ".bias")[from + i];
            for (int j = 0; j < x.length; j++) {
                y[i] += weights.values(name + ".weight")[(from + i) * x.length + j] * x[j];
            }
        }
        return y;
    }

    /** LayerNorm with gain 1 and bias 0. */
    private static double[] normalized(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        return Arrays.stream(x)
                .map(v -> (v - mean) / Math.sqrt(variance + Architecture.NORM_EPSILON))
                .toArray();
    }

    private static double[] doubles(float[] values, int from, int count) {
        double[] part = new double[count];
        for (int i = 0; i < count; i++) {
            part[i] = values[from + i];
        }
        return part;
    }
}
