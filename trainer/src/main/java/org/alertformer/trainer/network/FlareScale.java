package org.alertformer.trainer.network;

import java.util.List;

/**
 * The units in which the flare head works, taken from the training flares: (ln amplitude [ln nJy], onset [days], ln decay
 * [ln days]).
 *
 * @param mean subtracted; for the onset 0, since the network finds its own anchor among the observations
 * @param spread divided by
 */
public record FlareScale(float[] mean, float[] spread) {
    public static final FlareScale UNIT = new FlareScale(new float[3], new float[] {1, 1, 1});

    private static final float ONSET_UNIT = 10;

    /** Means and standard deviations of the targets; for the onset a fixed unit of 10 days. */
    public static FlareScale of(List<float[]> targets) {
        if (targets.isEmpty()) {
            return UNIT;
        }
        float[] mean = new float[3];
        float[] spread = {1, ONSET_UNIT, 1};
        for (int p = 0; p < 3; p += 2) {
            double sum = 0;
            double squares = 0;
            for (float[] target : targets) {
                sum += target[p];
                squares += (double) target[p] * target[p];
            }
            double average = sum / targets.size();
            mean[p] = (float) average;
            spread[p] = (float) Math.max(1e-3, Math.sqrt(squares / targets.size() - average * average));
        }
        return new FlareScale(mean, spread);
    }
}
