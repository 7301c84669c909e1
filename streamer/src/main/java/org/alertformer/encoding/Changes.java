package org.alertformer.encoding;

import java.util.Arrays;

/**
 * How magnitudes change with time.
 *
 * <p>The structure function is the mean absolute difference of all pairs of observations whose distance lies in one of
 * {@value #LAGS} ranges, bounded by 0, 0.1, 0.5, 12, 50, 120, 300, 600 and 1,200 days; a range without pairs is given the
 * mean over all pairs. Gaia's two fields of view see a source 0.07 and 0.18 days apart, then after weeks, which is what
 * the bounds follow.
 *
 * @param structure by lag range, the last without an upper bound [mag]
 * @param fastest largest absolute difference of neighbours less than 0.4 days apart, 0 without such [mag]
 * @param brightening largest step of neighbours towards brighter, at least 0 [mag]
 * @param fading likewise towards fainter
 * @param rise steepest brightening of neighbours more than 3 days apart, at least 0 [mag/day]
 * @param fall likewise fading
 */
record Changes(double[] structure, double fastest, double brightening, double fading, double rise, double fall) {
    static final int LAGS = 9;

    private static final double[] BOUNDS = {0.1, 0.5, 12, 50, 120, 300, 600, 1200, Double.POSITIVE_INFINITY};
    private static final double FAST = 0.4;
    private static final double SLOW = 3;

    /**
     * @param days of the observations, ascending
     * @param offsets magnitude offsets
     */
    static Changes of(double[] days, double[] offsets) {
        double fastest = 0;
        double brightening = 0;
        double fading = 0;
        double rise = 0;
        double fall = 0;
        for (int i = 1; i < days.length; i++) {
            double gap = days[i] - days[i - 1];
            double step = offsets[i] - offsets[i - 1];
            brightening = Math.max(brightening, -step);
            fading = Math.max(fading, step);
            if (gap < FAST) {
                fastest = Math.max(fastest, Math.abs(step));
            }
            if (gap > SLOW) {
                rise = Math.max(rise, -step / gap);
                fall = Math.max(fall, step / gap);
            }
        }
        return new Changes(structure(days, offsets), fastest, brightening, fading, rise, fall);
    }

    private static double[] structure(double[] days, double[] offsets) {
        double[] sums = new double[LAGS];
        long[] counts = new long[LAGS];
        for (int i = 0; i < days.length; i++) {
            int range = 0;
            for (int j = i + 1; j < days.length; j++) {
                while (days[j] - days[i] > BOUNDS[range]) {
                    range++;
                }
                sums[range] += Math.abs(offsets[j] - offsets[i]);
                counts[range]++;
            }
        }
        double total =
                Arrays.stream(sums).sum() / Math.max(1, Arrays.stream(counts).sum());
        for (int range = 0; range < LAGS; range++) {
            sums[range] = counts[range] == 0 ? total : sums[range] / counts[range];
        }
        return sums;
    }
}
