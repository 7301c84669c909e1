package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnealingTest {
    private static final int PARTICLES = 1000;

    /** Normal in each dimension, well inside the cube: the evidence is the product of sigma sqrt(2 pi). */
    @ParameterizedTest
    @CsvSource({"1, 0.05", "3, 0.02", "6, 0.05", "6, 0.01"})
    void logEvidence_ofANormalDistributionIsItsVolume(int dimensions, double sigma) {
        double expected = dimensions * Math.log(sigma * Math.sqrt(2 * Math.PI));

        double found =
                Annealing.logEvidence(x -> logNormal(x, 0.4, sigma), dimensions, PARTICLES, new Random(dimensions));

        assertThat(found).isCloseTo(expected, within(0.3));
    }

    /** Two narrow peaks of unequal mass and a plain between them that holds nothing. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4"})
    void logEvidence_ofTwoPeaksIsTheirSum(int seed) {
        double expected = Math.log(Math.pow(2 * Math.PI, 1.5) * (Math.pow(0.03, 3) + 3 * Math.pow(0.04, 3)));

        double found = Annealing.logEvidence(
                x -> Math.log(Math.exp(logNormal(x, 0.2, 0.03)) + 3 * Math.exp(logNormal(x, 0.75, 0.04)) + 1e-30),
                3,
                PARTICLES,
                new Random(seed));

        assertThat(found).isCloseTo(expected, within(0.3));
    }

    private static double logNormal(double[] x, double mean, double sigma) {
        double sum = 0;
        for (double value : x) {
            sum -= 0.5 * Math.pow((value - mean) / sigma, 2);
        }
        return sum;
    }
}
