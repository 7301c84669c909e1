package org.alertformer.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FlareLikelihoodTest {
    @Test
    void negative_isThatOfTheGaussianWithTheStatedCovariance() {
        var random = new Random(6);
        float[] spread = {1.5f, 10, 0.7f};
        for (int trial = 0; trial < 50; trial++) {
            float[] mean = normals(3, random);
            float[] factor = normals(6, random);
            float[] target = normals(3, random);
            double[] covariance = new double[9];
            double likelihood;
            try (PointerScope scope = new PointerScope()) {
                var output = new Transformer.Output(
                        new Tensor(), Tensor.create(mean, 1, 3), Tensor.create(factor, 1, 6), new Tensor());
                Tensor unit = Tensor.create(spread, 3);

                likelihood = FlareLikelihood.of(output, Tensor.create(target, 1, 3), unit)
                        .negative()
                        .item_float();
                float[] values = Tensors.floats(FlareLikelihood.covariance(output, unit));
                for (int i = 0; i < 9; i++) {
                    covariance[i] = values[i];
                }
            }

            double expected = negativeLogDensity(mean, covariance, target) - Math.log(1.5 * 10 * 0.7);
            assertThat(likelihood).isCloseTo(expected, within(1e-3 * Math.max(1, Math.abs(expected))));
        }
    }

    /** By Cramer's rule, without the constant 3/2 ln 2 pi. */
    private static double negativeLogDensity(float[] mean, double[] c, float[] target) {
        double determinant = determinant(c);
        double squares = 0;
        for (int column = 0; column < 3; column++) {
            double[] replaced = c.clone();
            for (int row = 0; row < 3; row++) {
                replaced[3 * row + column] = target[row] - mean[row];
            }
            squares += (target[column] - mean[column]) * determinant(replaced) / determinant;
        }
        return 0.5 * squares + 0.5 * Math.log(determinant);
    }

    private static double determinant(double[] m) {
        return m[0] * (m[4] * m[8] - m[5] * m[7])
                - m[1] * (m[3] * m[8] - m[5] * m[6])
                + m[2] * (m[3] * m[7] - m[4] * m[6]);
    }

    private static float[] normals(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
