package org.alertformer.replay;

/**
 * Which part of a recording is sent again.
 *
 * @param from the first time [MJD, TAI, days]
 * @param to where to stop, itself left out
 */
public record MjdWindow(double from, double to) {
    public MjdWindow {
        if (!(from < to)) {
            throw new IllegalArgumentException("no alert lies between MJD " + from + " and " + to);
        }
    }

    public static MjdWindow everything() {
        return new MjdWindow(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    public boolean contains(double mjd) {
        return mjd >= from && mjd < to;
    }
}
