package org.alertformer.trainer.evaluate;

import java.util.Arrays;

/**
 * The distribution of one parameter as weighted cells, each with its mass spread evenly over it.
 *
 * @param mean of the parameter
 */
record Marginal(double[] low, double[] high, double[] mass, double mean) {
    private static final int BISECTIONS = 40;

    /** @param cells (low, high, mass), in any order, which may overlap; the masses add up to 1 */
    static Marginal of(double[][] cells) {
        double[][] sorted = cells.clone();
        Arrays.sort(sorted, (a, b) -> Double.compare(a[0] + a[1], b[0] + b[1]));
        double[] low = new double[sorted.length];
        double[] high = new double[sorted.length];
        double[] mass = new double[sorted.length];
        double mean = 0;
        for (int i = 0; i < sorted.length; i++) {
            low[i] = sorted[i][0];
            high[i] = sorted[i][1];
            mass[i] = sorted[i][2];
            mean += mass[i] * (low[i] + high[i]) / 2;
        }
        return new Marginal(low, high, mass, mean);
    }

    /** Half of the probability lies below it. */
    double median() {
        double from = Arrays.stream(low).min().orElseThrow();
        double to = Arrays.stream(high).max().orElseThrow();
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (from + to) / 2;
            if (below(middle) < 0.5) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return (from + to) / 2;
    }

    /** The probability of a smaller value. */
    double below(double value) {
        double sum = 0;
        for (int i = 0; i < mass.length; i++) {
            double width = high[i] - low[i];
            double inside = width > 0 ? (value - low[i]) / width : value > low[i] ? 1 : 0;
            sum += mass[i] * Math.max(0, Math.min(1, inside));
        }
        return sum;
    }
}
