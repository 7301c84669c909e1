package org.alertformer.simulation;

import org.alertformer.lightcurve.Band;

/**
 * One band of a survey.
 *
 * @param band its name
 * @param wavelength effective [nm]
 * @param depth 5-sigma limiting magnitude of one visit: dark sky, zenith, median seeing
 * @param extinction loss of depth per airmass beyond 1 [mag]
 * @param moonlight brightening of the sky by the full Moon at the zenith [mag]
 */
record Passband(Band band, double wavelength, double depth, double extinction, double moonlight) {
    static final double ZERO_POINT = 31.4;

    /** A magnitude's flux [nJy]. */
    static double flux(double magnitude) {
        return StrictMath.exp((ZERO_POINT - magnitude) * 0.4 * StrictMath.log(10));
    }

    /** A positive flux's magnitude. */
    static double magnitude(double flux) {
        return ZERO_POINT - 2.5 * StrictMath.log10(flux);
    }

    /** The flux of the limiting magnitude [nJy]. */
    double depthFlux() {
        return flux(depth);
    }
}
