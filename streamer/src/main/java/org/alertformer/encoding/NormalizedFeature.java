package org.alertformer.encoding;

/**
 * A feature with the constants that bring it near zero mean and unit variance.
 *
 * @param name {@link Feature#cardName}
 * @param mean subtracted first
 * @param scale divided by then, positive
 */
public record NormalizedFeature(String name, double mean, double scale) {
    public NormalizedFeature {
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("mean " + mean + " of feature '" + name + "' is not finite");
        }
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException("scale " + scale + " of feature '" + name + "' is not positive");
        }
    }
}
