package org.alertformer.encoding;

/**
 * One light curve as a model takes it.
 *
 * @param length number of observations n
 * @param features row-major [n, F], normalised
 * @param time days since the reference [n], not negative
 * @param referenceMjd the reference, MJD, TAI [days]: the first encoded observation
 */
public record EncodedLightCurve(int length, float[] features, float[] time, double referenceMjd) {
    public int featureCount() {
        return length == 0 ? 0 : features.length / length;
    }
}
