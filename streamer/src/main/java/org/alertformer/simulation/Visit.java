package org.alertformer.simulation;

import org.alertformer.lightcurve.Band;

/**
 * One exposure of a field.
 *
 * @param id unique within the survey, positive
 * @param mjd mid-exposure, MJD, TAI [days]
 * @param band through which filter
 * @param depth 5-sigma limiting magnitude under the conditions of the moment
 * @param airmass of the field's centre
 * @param zeroPointError of its calibration, as a fraction of flux
 */
record Visit(long id, double mjd, Band band, double depth, double airmass, double zeroPointError) {}
