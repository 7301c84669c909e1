package org.alertformer.inference;

/**
 * The range of the flares that a model learned from, which bounds what it can know of others.
 *
 * @param lowestAmplitude in nJy, as the highest
 * @param highestAmplitude of all surveys
 * @param shortestDecay in days, as the longest
 * @param longestDecay of all surveys
 */
public record FlareRange(double lowestAmplitude, double highestAmplitude, double shortestDecay, double longestDecay) {
    /** Wide enough for whatever is seen. */
    public static final FlareRange UNBOUNDED = new FlareRange(1e-3, 1e12, 1e-3, 1e5);

    public FlareRange {
        if (!(lowestAmplitude > 0
                && highestAmplitude > lowestAmplitude
                && shortestDecay > 0
                && longestDecay > shortestDecay)) {
            throw new IllegalArgumentException("flare range: amplitudes " + lowestAmplitude + " to " + highestAmplitude
                    + ", decays " + shortestDecay + " to " + longestDecay);
        }
    }
}
