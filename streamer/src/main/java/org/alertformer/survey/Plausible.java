package org.alertformer.survey;

import org.alertformer.lightcurve.ObjectId;
import org.alertformer.survey.UndecodableException.Reason;

/** What every survey's numbers must be for an alert to make sense. Failures name the field and the value. */
final class Plausible {
    private static final double MJD_OF_2000 = 51_544;
    private static final double MJD_OF_2100 = 88_069;

    private Plausible() {}

    /** Whether a survey of digital images can have observed at this MJD [days]. */
    static boolean isTime(double mjd) {
        return mjd >= MJD_OF_2000 && mjd <= MJD_OF_2100;
    }

    static double time(String field, double mjd) throws UndecodableException {
        if (!isTime(mjd)) {
            throw new UndecodableException(
                    Reason.INVALID, field + " " + mjd + " is no MJD between " + MJD_OF_2000 + " and " + MJD_OF_2100);
        }
        return mjd;
    }

    /** Right ascension [degrees]; NaN stands for unknown. */
    static double rightAscension(double ra) throws UndecodableException {
        if (!Double.isNaN(ra) && !(ra >= 0 && ra <= 360)) {
            throw new UndecodableException(Reason.INVALID, "ra " + ra + " is not between 0 and 360 degrees");
        }
        return ra;
    }

    /** Declination [degrees]; NaN stands for unknown. */
    static double declination(double dec) throws UndecodableException {
        if (!Double.isNaN(dec) && !(dec >= -90 && dec <= 90)) {
            throw new UndecodableException(Reason.INVALID, "dec " + dec + " is not between -90 and 90 degrees");
        }
        return dec;
    }

    static ObjectId objectId(String field, long number) throws UndecodableException {
        if (number <= 0) {
            throw new UndecodableException(Reason.INVALID, field + " " + number + " is not positive");
        }
        return ObjectId.of(number);
    }
}
