package org.alertformer.survey;

/**
 * Fluxes in nJy on the AB system (Oke and Gunn 1983): m = 31.4 - 2.5 log10(f). 31.4 stands for 2.5 log10 of the 3631 Jy of
 * AB magnitude 0 in nJy, 31.40006; surveys use the rounded value.
 */
final class Photometry {
    static final double ZERO_POINT = 31.4;

    /** Errors of limits are one sigma; surveys quote limits at five. */
    static final double LIMIT_SIGMAS = 5;

    private static final double FLUX_PER_MAGNITUDE = Math.log(10) / 2.5;

    private Photometry() {}

    /** The flux of a magnitude [nJy]. */
    static double flux(double magnitude) {
        return Math.pow(10, (ZERO_POINT - magnitude) / 2.5);
    }

    /** The error of a flux [that of the flux] whose magnitude has this error, to first order. */
    static double fluxErr(double flux, double magnitudeErr) {
        return flux * magnitudeErr * FLUX_PER_MAGNITUDE;
    }

    /** The factor that takes fluxes of another zero point to nJy. */
    static double scaleFrom(double zeroPoint) {
        return flux(zeroPoint);
    }
}
