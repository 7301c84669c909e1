package org.alertformer.simulation;

import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;

/**
 * One exposure of a field.
 *
 * @param id unique within the survey, positive; tells the field and the visit's number in it
 * @param mjd mid-exposure, MJD, TAI [days]
 * @param band through which filter
 * @param depth 5-sigma limiting magnitude under the conditions of the moment
 * @param airmass of the field's centre
 * @param zeroPointError of its calibration, as a fraction of flux
 */
record Visit(long id, double mjd, Band band, double depth, double airmass, double zeroPointError) {
    private static final int VISITS_PER_FIELD = 100_000;
    private static final double PROCESSING_DAYS = 60.0 / 86_400;

    static long id(int field, int number) {
        return (long) field * VISITS_PER_FIELD + number + 1;
    }

    static int field(long id) {
        return (int) ((id - 1) / VISITS_PER_FIELD);
    }

    /** The visit's number in its field, from 0. */
    static int number(long id) {
        return (int) ((id - 1) % VISITS_PER_FIELD);
    }

    Observation observation(Kind kind, float flux, float fluxErr) {
        return new Observation(id, mjd, band, kind, flux, fluxErr, mjd + PROCESSING_DAYS);
    }
}
