package org.alertformer.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.TimeEncoding;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {
    private static final double E = Math.E;

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    /** Tokens 1 score e against each other and 1 against tokens 0, which score 1 against all. */
    @Test
    void of_onesAndZerosUnderIdentityAreAsByHand() {
        double[][] x = {{1}, {0}, {0}, {0}, {1}};

        double[][] answer = Attention.identity(1).of(x, null);

        double one = 2 * E / (2 * E + 3);
        assertThat(answer).isDeepEqualTo(new double[][] {{one}, {0.4}, {0.4}, {0.4}, {one}});
        assertThat(one).isCloseTo(0.64440, within(1e-5));
    }

    /** d_k = 4 halves the scores: 2 ln 2 and 0 become ln 2 and 0, the weights 2/3 and 1/3. */
    @Test
    void scaledDotProduct_scoresAreDividedByTheRootOfTheWidth() {
        double[][] q = {{2 * Math.log(2), 0, 0, 0}};
        double[][] k = {{1, 7, 0, 0}, {0, 0, 7, 7}};
        double[][] v = {{3, 0}, {0, 6}};

        double[][] answer = Attention.scaledDotProduct(q, k, v);

        assertThat(answer[0][0]).isCloseTo(2, within(1e-12));
        assertThat(answer[0][1]).isCloseTo(2, within(1e-12));
    }

    /** Two heads of width 1: the first sees only the first column, the second averages, W_O exchanges them. */
    @Test
    void of_twoHeadsAreJoinedAndProjected() {
        double[][] none = {{0, 0}, {0, 0}};
        double[][] firstOnly = {{1, 0}, {0, 0}};
        double[][] identity = {{1, 0}, {0, 1}};
        double[][] exchange = {{0, 1}, {1, 0}};
        double[][] x = {{Math.log(3), 10}, {0, 20}};

        double[][] answer = new Attention(identity, firstOnly, identity, exchange, 2).of(x, null);
        double[][] uniform = new Attention(none, none, identity, identity, 2).of(x, null);

        double weight = 1 / (1 + Math.exp(-Math.log(3) * Math.log(3)));
        assertThat(answer[0][0]).isCloseTo(15, within(1e-12));
        assertThat(answer[0][1]).isCloseTo(weight * Math.log(3), within(1e-12));
        assertThat(answer[1][1]).isCloseTo(0.5 * Math.log(3), within(1e-12));
        assertThat(uniform[0]).isEqualTo(uniform[1]);
    }

    @Test
    void of_whatIsNotVisibleDoesNotMatter() {
        var random = new Random(4);
        Attention attention = random(6, 3, random);
        double[][] x = matrix(5, 6, random);
        boolean[][] causal = new boolean[5][5];
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j <= i; j++) {
                causal[i][j] = true;
            }
        }
        double[][] changed = x.clone();
        changed[4] = matrix(1, 6, random)[0];

        double[][] before = attention.of(x, causal);
        double[][] after = attention.of(changed, causal);

        for (int i = 0; i < 4; i++) {
            assertThat(after[i]).isEqualTo(before[i]);
        }
        assertThat(after[4]).isNotEqualTo(before[4]);
    }

    @Test
    void of_permutedTokensGivePermutedAnswers() {
        var random = new Random(5);
        Attention attention = random(8, 2, random);
        double[][] x = matrix(4, 8, random);
        double[][] permuted = {x[2], x[0], x[3], x[1]};

        double[][] straight = attention.of(x, null);
        double[][] turned = attention.of(permuted, null);

        int[] order = {2, 0, 3, 1};
        for (int i = 0; i < 4; i++) {
            assertThat(turned[i]).containsExactly(straight[order[i]], within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "4, 16"})
    void of_agreesWithLibtorch(int heads, int width) {
        var random = new Random(6);
        Attention attention = random(width, heads, random);
        double[][] x = matrix(7, width, random);

        double[][] answer = attention.of(x, null);

        float[] expected = libtorch(attention, x);
        for (int i = 0; i < 7; i++) {
            for (int c = 0; c < width; c++) {
                assertThat(answer[i][c]).isCloseTo(expected[i * width + c], within(1e-4));
            }
        }
    }

    private static float[] libtorch(Attention a, double[][] x) {
        try (PointerScope scope = new PointerScope()) {
            int n = x.length;
            int d = a.queries().length;
            Tensor tokens = tensor(x);
            Tensor[] projected = new Tensor[3];
            double[][][] matrices = {a.queries(), a.keys(), a.values()};
            for (int m = 0; m < 3; m++) {
                projected[m] = tokens.matmul(tensor(matrices[m]))
                        .view(1, n, a.heads(), d / a.heads())
                        .transpose(1, 2);
            }
            Tensor joined = torch.scaled_dot_product_attention(projected[0], projected[1], projected[2])
                    .transpose(1, 2)
                    .reshape(n, d);
            return Tensors.floats(torch.linear(joined, tensor(a.output()).transpose(0, 1), new TensorOptional()));
        }
    }

    private static Tensor tensor(double[][] x) {
        float[] values = new float[x.length * x[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) x[i / x[0].length][i % x[0].length];
        }
        return Tensor.create(values, x.length, x[0].length);
    }

    /** The whole network: the order of the observations matters only where time is written into the tokens. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void network_seesTheOrderOnlyThroughTime(boolean timed) {
        TimeEncoding encoding = new TimeEncoding(
                timed ? TimeEncoding.Kind.sinusoidal : TimeEncoding.Kind.none,
                timed ? Map.of("longest", 100.0) : Map.of());
        Architecture architecture = new Architecture(2, 3, 16, 2, 2, 24, Architecture.Norm.pre, encoding, false);
        Weights weights = Initializer.weights(architecture, FlareScale.UNIT, 3);
        float[] time = {0, 3, 9, 40};

        float[] straight = logits(architecture, weights, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, time);
        float[] turned = logits(architecture, weights, new float[] {7, 8, 1, 2, 5, 6, 3, 4}, time);

        float largest = 0;
        for (int c = 0; c < 3; c++) {
            largest = Math.max(largest, Math.abs(straight[c] - turned[c]));
        }
        assertThat(largest > 1e-3).isEqualTo(timed);
    }

    private static float[] logits(Architecture architecture, Weights weights, float[] features, float[] time) {
        try (PointerScope scope = new PointerScope();
                Transformer network = new Transformer(Member.of(architecture, weights))) {
            EncodedLightCurve curve = new EncodedLightCurve(4, features, time, 0);
            return Tensors.floats(network.forward(Batch.of(List.of(curve)), 0).logits());
        }
    }

    @Test
    void of_headsThatDoNotDivideTheWidthAreRefused() {
        double[][] m = new double[6][6];

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attention(m, m, m, m, 4))
                .withMessageContaining("heads: 4");
    }

    private static Attention random(int width, int heads, Random random) {
        return new Attention(
                matrix(width, width, random),
                matrix(width, width, random),
                matrix(width, width, random),
                matrix(width, width, random),
                heads);
    }

    private static double[][] matrix(int rows, int columns, Random random) {
        double[][] matrix = new double[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = random.doubles(columns, -1, 1).toArray();
        }
        return matrix;
    }
}
