package org.alertformer.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlareCellsTest {
    /** Against draws from the cells as their description has them, one cell in twenty far out. */
    @Test
    void momentsAndQuantiles_agreeWithDrawsFromTheCells() {
        for (int seed = 0; seed < 10; seed++) {
            // Given
            Random random = new Random(seed);
            FlareCells cells = new FlareCells();
            List<double[]> drawn = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                double far = random.nextInt(20) == 0 ? 5 : 1;
                double lnAmplitude = 9 + 0.3 * far * random.nextGaussian();
                double onset = 60_000 + 2 * far * random.nextGaussian() - 3 * (lnAmplitude - 9);
                double lnDecay = 2 + 0.2 * far * random.nextGaussian();
                double across = 0.01 + 0.1 * random.nextDouble();
                double along = 0.1 + random.nextDouble();
                double step = 0.02 + 0.05 * random.nextDouble();
                int weight = 1 + random.nextInt(6);
                double logLikelihood = Math.log(weight / (across * along * step)) - 40;
                cells.add(lnAmplitude, across, onset, along, Math.exp(lnDecay), step, logLikelihood);
                for (int d = 0; d < 60 * weight; d++) {
                    double shift = along * (random.nextDouble() - 0.5);
                    drawn.add(new double[] {
                        lnAmplitude - shift / Math.exp(lnDecay) + across * (random.nextDouble() - 0.5),
                        onset + shift,
                        lnDecay + step * (random.nextDouble() - 0.5)
                    });
                }
            }

            // When
            cells.normalise();

            // Then
            for (int axis = 0; axis < 3; axis++) {
                int column = axis;
                double[] sorted =
                        drawn.stream().mapToDouble(d -> d[column]).sorted().toArray();
                double[] found = cells.quantiles(axis, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
                double tolerance = 0.05 * (quantile(sorted, 0.84) - quantile(sorted, 0.16));
                for (int level = 0; level < found.length; level++) {
                    assertThat(found[level])
                            .isCloseTo(quantile(sorted, FlarePosterior.LEVELS[level]), within(2 * tolerance));
                }
                double middle = quantile(sorted, 0.3);
                double beyond = quantile(sorted, 0.9);
                assertThat(cells.mass(axis, middle, beyond)).isCloseTo(0.6, within(0.01));
            }
            float[] correlation = cells.correlation();
            assertThat((double) correlation[0]).isCloseTo(correlation(drawn, 0, 1), within(0.01));
            assertThat((double) correlation[1]).isCloseTo(correlation(drawn, 0, 2), within(0.01));
            assertThat((double) correlation[2]).isCloseTo(correlation(drawn, 1, 2), within(0.01));
        }
    }

    @Test
    void quantiles_ofOneCellAreEvenAlongItAndStayWithinTheBounds() {
        // Given
        FlareCells cells = new FlareCells();
        cells.add(9, 0.1, 60_000, 4, 8, 0.2, -3);
        cells.normalise();

        // When
        double[] onset = cells.quantiles(FlareCells.ONSET, 59_999, 60_010);
        double[] free = cells.quantiles(FlareCells.ONSET, 0, 100_000);

        // Then
        assertThat(free[2]).isCloseTo(60_000, within(0.02));
        assertThat(free[0]).isCloseTo(59_998.1, within(0.02));
        assertThat(free[4]).isCloseTo(60_001.9, within(0.02));
        assertThat(Arrays.stream(onset).min().orElseThrow()).isGreaterThanOrEqualTo(59_999);
        assertThat(onset[4]).isCloseTo(60_001.9, within(0.02));
    }

    private static double quantile(double[] sorted, double level) {
        return sorted[(int) (level * sorted.length)];
    }

    private static double correlation(List<double[]> drawn, int a, int b) {
        double[] mean = new double[3];
        for (double[] d : drawn) {
            for (int axis = 0; axis < 3; axis++) {
                mean[axis] += d[axis] / drawn.size();
            }
        }
        double both = 0;
        double ofA = 0;
        double ofB = 0;
        for (double[] d : drawn) {
            both += (d[a] - mean[a]) * (d[b] - mean[b]);
            ofA += (d[a] - mean[a]) * (d[a] - mean[a]);
            ofB += (d[b] - mean[b]) * (d[b] - mean[b]);
        }
        return both / Math.sqrt(ofA * ofB);
    }
}
