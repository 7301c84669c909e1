package org.alertformer.encoding;

import java.util.Arrays;

/**
 * The brightest observation and its neighbours above half of its magnitude offset, and what the light curve does outside
 * of them.
 *
 * @param rise from the last observation below half before it, or the first of all, to the brightest [days]
 * @param fall from the brightest to the first one below half after it, or the last of all [days]
 * @param count observations above half
 * @param spreadOutside median absolute deviation of the others [mag], 0 with fewer than three
 */
record Excursion(double rise, double fall, int count, double spreadOutside) {
    /**
     * @param days of the observations, ascending
     * @param offsets magnitude offsets
     */
    static Excursion of(double[] days, double[] offsets) {
        int n = days.length;
        int brightest = 0;
        for (int i = 1; i < n; i++) {
            brightest = offsets[i] < offsets[brightest] ? i : brightest;
        }
        double half = offsets[brightest] / 2;
        int first = brightest;
        while (first > 0 && offsets[first - 1] < half) {
            first--;
        }
        int last = brightest;
        while (last < n - 1 && offsets[last + 1] < half) {
            last++;
        }
        double[] outside =
                Arrays.stream(offsets).filter(o -> o >= half).sorted().toArray();
        return new Excursion(
                days[brightest] - days[Math.max(0, first - 1)],
                days[Math.min(n - 1, last + 1)] - days[brightest],
                last - first + 1,
                spread(outside));
    }

    private static double spread(double[] sorted) {
        if (sorted.length < 3) {
            return 0;
        }
        double centre = median(sorted);
        return median(
                Arrays.stream(sorted).map(o -> Math.abs(o - centre)).sorted().toArray());
    }

    private static double median(double[] sorted) {
        return 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
    }
}
