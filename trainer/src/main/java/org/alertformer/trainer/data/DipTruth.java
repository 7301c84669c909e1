package org.alertformer.trainer.data;

/**
 * A flare's dip: a Gaussian in time.
 *
 * @param mjd of its centre, TAI [days]
 * @param width its standard deviation [days]
 * @param depth at the centre [nJy]
 */
public record DipTruth(double mjd, double width, double depth) {
    /** What the flare lacks [nJy]. */
    public double loss(double when) {
        double z = (when - mjd) / width;
        return depth * Math.exp(-0.5 * z * z);
    }
}
