package org.alertformer.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a stated probability of the named class is how often it is right. Expected calibration error: Guo et al. 2017,
 * ICML, equation 3, with {@value #BINS} bins of equal width.
 */
final class Calibration {
    private static final int BINS = 15;

    private final long[] counts = new long[BINS];
    private final long[] rights = new long[BINS];
    private final double[] stated = new double[BINS];

    void add(double probability, boolean right) {
        int bin = Math.max(0, Math.min(BINS - 1, (int) (probability * BINS)));
        counts[bin]++;
        stated[bin] += probability;
        rights[bin] += right ? 1 : 0;
    }

    /** NaN of nothing. */
    double expectedError() {
        long total = 0;
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            total += counts[bin];
            error += Math.abs(rights[bin] - stated[bin]);
        }
        return total == 0 ? Double.NaN : error / total;
    }

    /** The bins that hold anything. */
    List<ScoreReport.Reliability> reliability() {
        List<ScoreReport.Reliability> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                bins.add(new ScoreReport.Reliability(
                        counts[bin], stated[bin] / counts[bin], rights[bin] / (double) counts[bin]));
            }
        }
        return bins;
    }
}
