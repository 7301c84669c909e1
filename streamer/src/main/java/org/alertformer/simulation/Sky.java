package org.alertformer.simulation;

/**
 * Where Sun, Moon and fields stand, to the degree: what decides seasons, lunation and airmass. Times are used as if UT
 * (37 s of TAI are 0.15 degrees of sky). The Moon runs on the ecliptic with constant speed in phase: up to 5 degrees of
 * latitude and 6 of longitude off, which moves a bright night by half a day.
 *
 * <p>Sun: Astronomical Almanac, low-precision formula, 0.01 degrees. Sidereal time: Meeus 1998, Astronomical Algorithms,
 * equation 12.4 without its small terms. New Moon of 2000 January 6 at 18:14 UT and the mean synodic month: Meeus, chapter
 * 49.
 */
final class Sky {
    private static final double J2000 = 51_544.5;
    private static final double OBLIQUITY = 23.439;
    private static final double NEW_MOON = 51_549.76;
    private static final double SYNODIC_MONTH = 29.530588853;

    private Sky() {}

    /** A direction. Degrees. */
    record Direction(double ra, double dec) {
        /** The angle to another direction [degrees]. */
        double separation(Direction other) {
            double cosine = sin(dec) * sin(other.dec) + cos(dec) * cos(other.dec) * cos(ra - other.ra);
            return StrictMath.toDegrees(StrictMath.acos(Math.max(-1, Math.min(1, cosine))));
        }
    }

    static Direction sun(double mjd) {
        return ecliptic(sunLongitude(mjd));
    }

    static Direction moon(double mjd) {
        return ecliptic(sunLongitude(mjd) + 360 * moonPhase(mjd));
    }

    /** 0 at new Moon, 0.5 at full Moon, below 1. */
    static double moonPhase(double mjd) {
        double months = (mjd - NEW_MOON) / SYNODIC_MONTH;
        return months - StrictMath.floor(months);
    }

    /** The lit part of the Moon's disc, 0 to 1. */
    static double moonIllumination(double mjd) {
        return 0.5 * (1 - cos(360 * moonPhase(mjd)));
    }

    /** Sidereal time at a longitude, east positive [degrees, 0 to 360]. */
    static double siderealTime(double mjd, double longitude) {
        return circle(280.46061837 + 360.98564736629 * (mjd - J2000) + longitude);
    }

    /** Sine of the altitude of a direction at an hour angle, from a latitude. */
    static double sineAltitude(double dec, double hourAngle, double latitude) {
        return sin(dec) * sin(latitude) + cos(dec) * cos(latitude) * cos(hourAngle);
    }

    /** The hour angle [degrees, 0 to 180] at which a declination stands at the sine of an altitude. */
    static double hourAngle(double dec, double sineAltitude, double latitude) {
        double cosine = (sineAltitude - sin(dec) * sin(latitude)) / (cos(dec) * cos(latitude));
        return StrictMath.toDegrees(StrictMath.acos(Math.max(-1, Math.min(1, cosine))));
    }

    /** An angle between 0 and 360. */
    static double circle(double degrees) {
        double turns = degrees / 360;
        return 360 * (turns - StrictMath.floor(turns));
    }

    /** An angle between -180 and 180. */
    static double halfCircle(double degrees) {
        return circle(degrees + 180) - 180;
    }

    static double sin(double degrees) {
        return StrictMath.sin(StrictMath.toRadians(degrees));
    }

    static double cos(double degrees) {
        return StrictMath.cos(StrictMath.toRadians(degrees));
    }

    private static double sunLongitude(double mjd) {
        double days = mjd - J2000;
        double anomaly = 357.528 + 0.9856003 * days;
        return 280.460 + 0.9856474 * days + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly);
    }

    private static Direction ecliptic(double longitude) {
        double ra = StrictMath.toDegrees(StrictMath.atan2(cos(OBLIQUITY) * sin(longitude), cos(longitude)));
        double dec = StrictMath.toDegrees(StrictMath.asin(sin(OBLIQUITY) * sin(longitude)));
        return new Direction(circle(ra), dec);
    }
}
