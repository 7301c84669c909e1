package org.alertformer.trainer.data;

import org.jspecify.annotations.Nullable;

/**
 * F(t) = A exp(-(t - t0)/tau).
 *
 * @param lnAmplitude ln(A / nJy)
 * @param onsetMjd t0, MJD, TAI [days]
 * @param lnDecay ln(tau / day)
 * @param dip in its decay; null if it has none
 * @param source where it was simulated; null if it was not
 */
public record FlareTruth(
        double lnAmplitude,
        double onsetMjd,
        double lnDecay,
        @Nullable DipTruth dip,
        @Nullable SurveySource source) {
    /** What the network should say of it: (ln A, days since the reference, ln tau). */
    public float[] target(double referenceMjd) {
        return new float[] {(float) lnAmplitude, (float) (onsetMjd - referenceMjd), (float) lnDecay};
    }
}
