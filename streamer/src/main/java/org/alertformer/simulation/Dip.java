package org.alertformer.simulation;

/**
 * A passing dimming.
 *
 * @param centreMjd MJD, TAI [days]
 * @param width standard deviation of its Gaussian [days]
 * @param depth at the centre [nJy]
 */
record Dip(double centreMjd, double width, double depth) {
    /** Positive [nJy]. */
    double loss(double mjd) {
        double z = (mjd - centreMjd) / width;
        return depth * StrictMath.exp(-0.5 * z * z);
    }
}
