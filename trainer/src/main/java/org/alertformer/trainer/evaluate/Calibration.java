package org.alertformer.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Expected calibration error of the most probable class: the mean over all light curves of |probability - fraction that is
 * right| of their bin (Guo et al. 2017, arXiv 1706.04599, equation 3), in {@value #BINS} bins. As absolute values are summed, it
 * is above zero for a finite number of light curves even if the probabilities are exactly right.
 *
 * @param error in bins of equal width
 * @param equalMassError in bins of equally many light curves, ordered by probability (Nixon et al. 2019, arXiv 1904.01685)
 * @param perfect what {@code error} would be if the probabilities were exactly right
 * @param perfectEqualMass likewise for {@code equalMassError}
 */
record Calibration(double error, double equalMassError, Chance perfect, Chance perfectEqualMass) {
    static final int BINS = 15;

    private static final int DRAWS = 1000;
    private static final double TAIL = 0.05;
    private static final long SEED = 1;

    /** Over {@value #DRAWS} draws of labels from the probabilities: the mean, and between which numbers 90 % lie. */
    record Chance(double mean, double low, double high) {
        private static Chance of(double[] values) {
            Arrays.sort(values);
            return new Chance(
                    Arrays.stream(values).average().orElse(Double.NaN),
                    values[(int) (TAIL * values.length)],
                    values[(int) ((1 - TAIL) * values.length)]);
        }
    }

    /**
     * @param probabilities of the most probable class, one per light curve
     * @param right whether it is the true one
     */
    static Calibration of(float[] probabilities, boolean[] right) {
        int[] width = equalWidth(probabilities);
        int[] mass = equalMass(probabilities);
        double[] drawnWidth = new double[DRAWS];
        double[] drawnMass = new double[DRAWS];
        boolean[] drawn = new boolean[right.length];
        var random = new Random(SEED);
        for (int d = 0; d < DRAWS; d++) {
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = random.nextFloat() < probabilities[i];
            }
            drawnWidth[d] = error(width, probabilities, drawn);
            drawnMass[d] = error(mass, probabilities, drawn);
        }
        return new Calibration(
                error(width, probabilities, right),
                error(mass, probabilities, right),
                Chance.of(drawnWidth),
                Chance.of(drawnMass));
    }

    /** The bin of equal width of each probability. */
    static int[] equalWidth(float[] probabilities) {
        return IntStream.range(0, probabilities.length)
                .map(i -> Math.min(BINS - 1, (int) (probabilities[i] * BINS)))
                .toArray();
    }

    private static int[] equalMass(float[] probabilities) {
        int n = probabilities.length;
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> probabilities[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] bins = new int[n];
        for (int rank = 0; rank < n; rank++) {
            bins[order[rank]] = (int) ((long) rank * BINS / n);
        }
        return bins;
    }

    private static double error(int[] bins, float[] probabilities, boolean[] right) {
        double[] excess = new double[BINS];
        for (int i = 0; i < bins.length; i++) {
            excess[bins[i]] += probabilities[i] - (right[i] ? 1 : 0);
        }
        return Arrays.stream(excess).map(Math::abs).sum() / bins.length;
    }
}
