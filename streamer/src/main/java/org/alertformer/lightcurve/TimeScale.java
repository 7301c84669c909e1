package org.alertformer.lightcurve;

import java.time.Instant;

/**
 * Between the time scales of surveys and of computers.
 *
 * <p>TAI - UTC is taken as 37 s, its value since 2017-01-01 (IERS Bulletin C 52) and at least until the leap second is
 * abolished by 2035; times before 2017 come out up to 10 s (from 1972 on) too late in TAI, which no light curve of a
 * survey notices, and every time converts back exactly.
 */
public final class TimeScale {
    public static final double TAI_MINUS_UTC_SECONDS = 37;

    private static final double SECONDS_PER_DAY = 86_400;
    private static final double MJD_OF_1970 = 40_587;
    private static final double JD_MINUS_MJD = 2_400_000.5;

    private TimeScale() {}

    /** MJD, TAI [days] of a Julian date in UTC [days]. */
    public static double mjdTaiOfJdUtc(double jdUtc) {
        return jdUtc - JD_MINUS_MJD + TAI_MINUS_UTC_SECONDS / SECONDS_PER_DAY;
    }

    /** The instant of an MJD, TAI [days], to the millisecond. */
    public static Instant instantOfMjdTai(double mjdTai) {
        double seconds = (mjdTai - MJD_OF_1970) * SECONDS_PER_DAY - TAI_MINUS_UTC_SECONDS;
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    /** MJD, TAI [days] of an instant. */
    public static double mjdTaiOf(Instant instant) {
        double seconds = instant.toEpochMilli() / 1000.0 + TAI_MINUS_UTC_SECONDS;
        return MJD_OF_1970 + seconds / SECONDS_PER_DAY;
    }
}
