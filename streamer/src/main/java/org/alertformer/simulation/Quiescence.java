package org.alertformer.simulation;

/**
 * The constant light at a source's position, star or host.
 *
 * @param magnitude in r
 * @param colour slope of the magnitude in inverse wavelength [mag micron]
 */
record Quiescence(double magnitude, double colour) {
    double magnitude(Passband passband) {
        return magnitude + colour * (1000 / passband.wavelength() - 1000 / Priors.REFERENCE_WAVELENGTH);
    }

    /** In nJy. */
    double flux(Passband passband) {
        return Passband.flux(magnitude(passband));
    }
}
