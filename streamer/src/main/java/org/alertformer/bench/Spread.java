package org.alertformer.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Repetitions of one measurement: the median, and the lowest and the highest beside it. */
record Spread(double median, double lowest, double highest, int repetitions) {
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(quantile(sorted, 0.5), sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /**
     * A quantile, linear between the values.
     *
     * @param sorted in rising order, not empty
     */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** The same of values in any order. */
    static double quantileOf(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return quantile(sorted, share);
    }

    /** Median and range with so many decimals. */
    String text(int decimals) {
        String number = "%,." + decimals + "f";
        return repetitions == 1
                ? String.format(Locale.ROOT, number, median)
                : String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", median, lowest, highest);
    }
}
