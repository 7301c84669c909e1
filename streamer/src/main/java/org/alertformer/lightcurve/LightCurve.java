package org.alertformer.lightcurve;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observations of one object in order of time, one per band and epoch. Immutable.
 *
 * <p>Merging is idempotent, commutative and associative: light curves form a semilattice under {@link #merge}. Each
 * (band, epoch) holds the maximum, by {@link Observation#PRECEDENCE}, of all versions ever seen, so any permutation,
 * repetition or split of the same packets ends in the same light curve, byte for byte. {@link #newest} keeps that
 * property: an epoch that falls off the end stays off, because later merges can only add newer ones.
 *
 * <p>Binary form, big endian: version (1 byte, {@value #VERSION}), number of observations (4), then the
 * observations as {@link Observation#writeTo} writes them.
 */
public final class LightCurve {
    static final byte VERSION = 1;

    private static final int HEADER_BYTES = 5;
    private static final Comparator<Observation> BY_EPOCH = LightCurve::compareEpochs;
    private static final LightCurve EMPTY = new LightCurve(List.of());

    private final List<Observation> observations;

    private LightCurve(List<Observation> sorted) {
        this.observations = sorted;
    }

    public static LightCurve empty() {
        return EMPTY;
    }

    public static LightCurve of(Collection<Observation> observations) {
        return EMPTY.merge(observations);
    }

    /** This light curve with more versions of its observations, or further ones. */
    public LightCurve merge(Collection<Observation> more) {
        List<Observation> merged = observations;
        for (Observation observation : more) {
            int at = placeOf(observation, merged);
            if (at >= 0 && Observation.PRECEDENCE.compare(observation, merged.get(at)) <= 0) {
                continue;
            }
            if (merged == observations) {
                merged = new ArrayList<>(size() + more.size());
                merged.addAll(observations);
            }
            if (at >= 0) {
                merged.set(at, observation);
            } else {
                merged.add(-at - 1, observation);
            }
        }
        return merged == observations ? this : new LightCurve(Collections.unmodifiableList(merged));
    }

    private static int compareEpochs(Observation one, Observation other) {
        int bySecond = Long.compare(one.epochSecond(), other.epochSecond());
        return bySecond == 0 ? one.band().compareTo(other.band()) : bySecond;
    }

    /** As a binary search tells it. Most observations are newer than all that is known. */
    private static int placeOf(Observation observation, List<Observation> sorted) {
        int size = sorted.size();
        return size == 0 || compareEpochs(sorted.get(size - 1), observation) < 0
                ? -size - 1
                : Collections.binarySearch(sorted, observation, BY_EPOCH);
    }

    /** What was observed up to and including the epoch of a time. */
    public LightCurve asOf(double mjd) {
        long second = Observation.secondOf(mjd);
        int end = size();
        while (end > 0 && observations.get(end - 1).epochSecond() > second) {
            end--;
        }
        return end == size() ? this : new LightCurve(observations.subList(0, end));
    }

    /** The newest observations, at most so many. */
    public LightCurve newest(int count) {
        return size() <= count ? this : new LightCurve(observations.subList(size() - count, size()));
    }

    /** In order of time, then of band. Unmodifiable. */
    public List<Observation> observations() {
        return observations;
    }

    public int size() {
        return observations.size();
    }

    public Observation get(int index) {
        return observations.get(index);
    }

    /** Number of detections and forced measurements. */
    public int measurementCount() {
        int count = 0;
        for (Observation observation : observations) {
            if (observation.isMeasurement()) {
                count++;
            }
        }
        return count;
    }

    /** From the first to the last detection or forced measurement [days]; 0 if there are fewer than two. */
    public double timespanDays() {
        int first = 0;
        while (first < size() && !get(first).isMeasurement()) {
            first++;
        }
        int last = size() - 1;
        while (last > first && !get(last).isMeasurement()) {
            last--;
        }
        return last > first ? get(last).mjd() - get(first).mjd() : 0;
    }

    /** Of observations that are in order already; throws {@link IllegalArgumentException} if they are not. */
    static LightCurve ofSorted(Observation[] sorted) {
        for (int i = 1; i < sorted.length; i++) {
            if (compareEpochs(sorted[i - 1], sorted[i]) >= 0) {
                throw new IllegalArgumentException("the observations of a light curve are out of order");
            }
        }
        return sorted.length == 0 ? EMPTY : new LightCurve(Collections.unmodifiableList(Arrays.asList(sorted)));
    }

    /** The version that is known of an observation's epoch in its band. */
    @Nullable
    Observation versionOf(Observation observation) {
        int at = placeOf(observation, observations);
        return at < 0 ? null : observations.get(at);
    }

    public byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + size() * Observation.BYTES);
        buffer.put(VERSION).putInt(size());
        for (Observation observation : observations) {
            observation.writeTo(buffer);
        }
        return buffer.array();
    }

    /** Reads the form that {@link #toBytes} writes; throws {@link IllegalArgumentException} on anything else. */
    public static LightCurve fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        LightCurve curve = readFrom(buffer);
        if (buffer.hasRemaining()) {
            throw new IllegalArgumentException(buffer.remaining() + " bytes follow the light curve");
        }
        return curve;
    }

    static LightCurve readFrom(ByteBuffer buffer) {
        try {
            byte version = buffer.get();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "light curve of format version " + version + ", known is " + VERSION);
            }
            int count = buffer.getInt();
            if (count < 0 || (long) count * Observation.BYTES > buffer.remaining()) {
                throw new IllegalArgumentException(
                        "light curve of " + count + " observations in " + buffer.remaining() + " bytes");
            }
            Observation[] sorted = new Observation[count];
            for (int i = 0; i < count; i++) {
                sorted[i] = Observation.readFrom(buffer);
            }
            return ofSorted(sorted);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("light curve ends early", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LightCurve that && observations.equals(that.observations);
    }

    @Override
    public int hashCode() {
        return observations.hashCode();
    }

    @Override
    public String toString() {
        return "LightCurve" + observations;
    }
}
