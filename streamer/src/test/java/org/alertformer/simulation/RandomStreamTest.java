package org.alertformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    private static final int DRAWS = 200_000;
    private static final double FIVE_SIGMA = 5;

    @Test
    void bits_areTheSequenceOfSplitMix64() {
        // Vigna's splitmix64.c from state 0: the published test vector.
        RandomStream random = RandomStream.startingAt(0);

        long[] drawn = {random.bits(), random.bits(), random.bits()};

        assertThat(drawn).containsExactly(0xE220A8397B1DCDAFL, 0x6E789E6AA1B965F4L, 0x06C45D188009454FL);
    }

    @Test
    void normal_momentsOfTheStandardNormal() {
        RandomStream random = RandomStream.of(9, RandomStream.Purpose.SOURCE, 1);

        double[] drawn =
                IntStream.range(0, DRAWS).mapToDouble(i -> random.normal()).toArray();

        double mean = mean(drawn, 1);
        double square = mean(drawn, 2);
        double cube = mean(drawn, 3);
        double fourth = mean(drawn, 4);
        double error = FIVE_SIGMA / Math.sqrt(DRAWS);
        assertThat(mean).isCloseTo(0, within(error));
        assertThat(square).isCloseTo(1, within(error * Math.sqrt(2)));
        assertThat(cube).isCloseTo(0, within(error * Math.sqrt(15)));
        assertThat(fourth).isCloseTo(3, within(error * Math.sqrt(96)));
    }

    @Test
    void uniform_meanAndVarianceOfTheUnitInterval() {
        RandomStream random = RandomStream.of(9, RandomStream.Purpose.SOURCE, 2);

        double[] drawn =
                IntStream.range(0, DRAWS).mapToDouble(i -> random.uniform()).toArray();

        assertThat(Arrays.stream(drawn).filter(x -> x < 0 || x >= 1)).isEmpty();
        assertThat(mean(drawn, 1)).isCloseTo(0.5, within(FIVE_SIGMA * Math.sqrt(1 / 12.0 / DRAWS)));
        assertThat(mean(drawn, 2)).isCloseTo(1 / 3.0, within(FIVE_SIGMA * Math.sqrt(4 / 45.0 / DRAWS)));
    }

    @Test
    void of_neighbouringPlacesAreUncorrelated() {
        var places = new SplittableRandom(5);
        long seed = places.nextLong();

        double product = IntStream.range(0, DRAWS)
                .mapToDouble(i ->
                        RandomStream.of(seed, RandomStream.Purpose.SOURCE, i).normal()
                                * RandomStream.of(seed, RandomStream.Purpose.SOURCE, i + 1)
                                        .normal())
                .sum();

        assertThat(product / DRAWS).isCloseTo(0, within(FIVE_SIGMA / Math.sqrt(DRAWS)));
    }

    private static double mean(double[] values, int power) {
        double sum = 0;
        for (double value : values) {
            sum += Math.pow(value, power);
        }
        return sum / values.length;
    }
}
