package org.alertformer.lightcurve;

/** How a measurement came about, in rising order of precedence. Stored by ordinal: append, never reorder. */
public enum Kind {
    /** Not found on the difference image; the error holds the depth. */
    LIMIT,
    /** Measured at the object's position whether or not something was found there. */
    FORCED,
    /** Found on the difference image. */
    DETECTION
}
