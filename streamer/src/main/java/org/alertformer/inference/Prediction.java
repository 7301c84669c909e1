package org.alertformer.inference;

import org.jspecify.annotations.Nullable;

/**
 * What a model says of one light curve.
 *
 * @param model which model said it
 * @param probabilities calibrated, one per class of the model's card
 * @param flare the flare's parameters, or null if the model does not estimate them
 * @param attention of the class token over the encoded observations, oldest first; null if the model has none
 */
public record Prediction(
        ModelIdentity model,
        float[] probabilities,
        @Nullable FlareEstimate flare,
        float @Nullable [] attention) {

    /** Index of the most probable class. */
    public int best() {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * A Gaussian posterior of (ln amplitude [ln nJy], onset [days since the reference], ln decay time [ln days]).
     *
     * @param mean the three means
     * @param covariance row-major [3, 3]
     * @param referenceMjd the reference, MJD, TAI [days]
     */
    public record FlareEstimate(double[] mean, double[] covariance, double referenceMjd) {}
}
