package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarginalTest {
    /** Against the middle of draws from the same cells, which overlap and are skewed. */
    @Test
    void median_agreesWithDraws() {
        for (int seed = 0; seed < 5; seed++) {
            // Given
            Random random = new Random(seed);
            double[][] cells = new double[8][];
            for (int i = 0; i < cells.length; i++) {
                double low = 10 * random.nextDouble() * random.nextDouble();
                cells[i] = new double[] {low, low + 3 * random.nextDouble(), 1.0 / cells.length};
            }
            double[] draws = random.doubles(100_000)
                    .map(u -> {
                        double[] cell = cells[random.nextInt(cells.length)];
                        return cell[0] + u * (cell[1] - cell[0]);
                    })
                    .sorted()
                    .toArray();

            // When
            double median = Marginal.of(cells).median();

            // Then
            double below = Arrays.stream(draws).filter(draw -> draw < median).count() / (double) draws.length;
            assertThat(below).as("seed %d", seed).isCloseTo(0.5, within(0.01));
        }
    }
}
