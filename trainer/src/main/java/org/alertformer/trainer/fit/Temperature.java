package org.alertformer.trainer.fit;

/**
 * Temperature scaling (Guo et al. 2017, arXiv 1706.04599): the one number T by which logits are divided so that the
 * log-loss on validation data is smallest. Found by golden-section search in ln T, in which the loss has one minimum.
 */
final class Temperature {
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double LARGEST_LOG = 3;
    private static final double TOLERANCE = 1e-4;

    private Temperature() {}

    /** @param logits one row per light curve */
    static double fit(float[][] logits, int[] labels) {
        double low = -LARGEST_LOG;
        double high = LARGEST_LOG;
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double lossLeft = logLoss(logits, labels, Math.exp(left));
        double lossRight = logLoss(logits, labels, Math.exp(right));
        while (high - low > TOLERANCE) {
            if (lossLeft < lossRight) {
                high = right;
                right = left;
                lossRight = lossLeft;
                left = high - GOLDEN * (high - low);
                lossLeft = logLoss(logits, labels, Math.exp(left));
            } else {
                low = left;
                left = right;
                lossLeft = lossRight;
                right = low + GOLDEN * (high - low);
                lossRight = logLoss(logits, labels, Math.exp(right));
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** Mean negative log-probability of the labels at a temperature. */
    static double logLoss(float[][] logits, int[] labels, double temperature) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            float[] row = logits[i];
            double largest = Double.NEGATIVE_INFINITY;
            for (float logit : row) {
                largest = Math.max(largest, logit);
            }
            double total = 0;
            for (float logit : row) {
                total += Math.exp((logit - largest) / temperature);
            }
            sum += Math.log(total) - (row[labels[i]] - largest) / temperature;
        }
        return sum / labels.length;
    }
}
