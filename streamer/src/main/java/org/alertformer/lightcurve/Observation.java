package org.alertformer.lightcurve;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * One measurement of one object.
 *
 * @param id the survey's id of the measurement, 0 if it has none
 * @param mjd mid-exposure time, MJD, TAI [days]
 * @param band passband
 * @param kind how the measurement came about
 * @param flux difference flux [nJy], 0 for a limit; negative values are data
 * @param fluxErr one-sigma error [nJy], positive; for a limit one fifth of the 5-sigma limiting flux
 * @param processedMjd when the survey produced this version of the measurement, MJD, TAI [days]; 0 if unknown
 */
public record Observation(long id, double mjd, Band band, Kind kind, float flux, float fluxErr, double processedMjd) {
    /** Size of the full binary form, which is the largest size of the compact one. */
    static final int BYTES = 33;

    /** The smallest size of the compact form. */
    static final int COMPACT_BYTES = 17;

    private static final int NO_ID = 0;
    private static final int OWN_ID = 1;
    private static final int ID_OF_ALERT = 2;

    private static final Kind[] KINDS = Kind.values();
    private static final double SECONDS_PER_DAY = 86_400;

    /**
     * The order in which versions of one epoch supersede each other: by kind, then by processing time; what follows
     * only makes the order total, so that merging does not depend on the order of arrival.
     */
    static final Comparator<Observation> PRECEDENCE = Comparator.comparing(Observation::kind)
            .thenComparingDouble(Observation::processedMjd)
            .thenComparingDouble(Observation::mjd)
            .thenComparingLong(Observation::id)
            .thenComparing(Observation::flux)
            .thenComparing(Observation::fluxErr);

    /** Throws {@link IllegalArgumentException} naming the field and its value if a number cannot be a measurement. */
    public Observation {
        if (!(mjd > 0 && mjd < 1e6)) {
            throw new IllegalArgumentException("mjd " + mjd + " is not a time between 0 and 1e6 days");
        }
        if (!Float.isFinite(flux)) {
            throw new IllegalArgumentException("flux " + flux + " at mjd " + mjd + " is not finite");
        }
        if (!(fluxErr > 0 && Float.isFinite(fluxErr))) {
            throw new IllegalArgumentException("fluxErr " + fluxErr + " at mjd " + mjd + " is not positive and finite");
        }
        if (!Double.isFinite(processedMjd)) {
            throw new IllegalArgumentException("processedMjd " + processedMjd + " at mjd " + mjd + " is not finite");
        }
        flux += 0f; // -0 and 0 are one value
    }

    /** Whether this is a detection or a forced measurement, that is: whether it has a flux. */
    public boolean isMeasurement() {
        return kind != Kind.LIMIT;
    }

    /**
     * The epoch's identity, whole seconds of MJD. Twins of one exposure come with times that differ in their last digits
     * only; no survey takes two exposures of one field and band within a second.
     */
    long epochSecond() {
        return secondOf(mjd);
    }

    static long secondOf(double mjd) {
        return Math.round(mjd * SECONDS_PER_DAY);
    }

    /**
     * Writes at most {@value #BYTES} bytes, big endian: a code (1), id (8, none if it is 0 and no alert's), mjd (8),
     * processedMjd (8, if wanted), flux (4), fluxErr (4). The code is the band's ordinal (4 bits), how the id is given (2:
     * none, the observation's, that of an answered alert, too) and the kind's ordinal (2).
     */
    void writeCompact(ByteBuffer buffer, boolean withProcessed, boolean alert) {
        int idForm = alert ? ID_OF_ALERT : id == 0 ? NO_ID : OWN_ID;
        buffer.put((byte) (band.ordinal() << 4 | idForm << 2 | kind.ordinal()));
        if (idForm != NO_ID) {
            buffer.putLong(id);
        }
        buffer.putDouble(mjd);
        if (withProcessed) {
            buffer.putDouble(processedMjd);
        }
        buffer.putFloat(flux).putFloat(fluxErr);
    }

    /** Whether the observation that the buffer is at was written as having an alert's id. */
    static boolean isAlert(ByteBuffer buffer) {
        return (buffer.get(buffer.position()) >> 2 & 3) == ID_OF_ALERT;
    }

    static Observation readCompact(ByteBuffer buffer, boolean withProcessed) {
        int code = buffer.get() & 0xff;
        long id = (code >> 2 & 3) == NO_ID ? 0 : buffer.getLong();
        double mjd = buffer.getDouble();
        double processedMjd = withProcessed ? buffer.getDouble() : 0;
        float flux = buffer.getFloat();
        return new Observation(
                id, mjd, Band.ofOrdinal(code >> 4), kindOf(code & 3), flux, buffer.getFloat(), processedMjd);
    }

    /**
     * Writes {@value #BYTES} bytes, big endian: id (8), mjd (8), processedMjd (8), flux (4), fluxErr (4), band ordinal
     * and kind ordinal (4 bits each).
     */
    void writeTo(ByteBuffer buffer) {
        buffer.putLong(id).putDouble(mjd).putDouble(processedMjd);
        buffer.putFloat(flux).putFloat(fluxErr);
        buffer.put((byte) (band.ordinal() << 4 | kind.ordinal()));
    }

    static Observation readFrom(ByteBuffer buffer) {
        long id = buffer.getLong();
        double mjd = buffer.getDouble();
        double processedMjd = buffer.getDouble();
        float flux = buffer.getFloat();
        float fluxErr = buffer.getFloat();
        int code = buffer.get() & 0xff;
        return new Observation(id, mjd, Band.ofOrdinal(code >> 4), kindOf(code & 0xf), flux, fluxErr, processedMjd);
    }

    private static Kind kindOf(int ordinal) {
        if (ordinal >= KINDS.length) {
            throw new IllegalArgumentException("no kind of observation has number " + ordinal);
        }
        return KINDS[ordinal];
    }
}
