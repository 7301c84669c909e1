package org.alertformer.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The states that one model was left in by the light curves it read last, by object. A state is no truth of its own but a
 * computation that need not be done again: it is gone on from only where the light curve begins with exactly the
 * observations it was computed from, and whatever is not here is computed anew. So it may be forgotten at any time, and what
 * was used the longest time ago is, once there is too much.
 *
 * <p>Safe for use by several threads.
 */
final class StateCache {
    /** Of an entry beside its numbers and its object's name: the map's node, the entry, and the headers of both arrays. */
    private static final int OVERHEAD = 144;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long capacity;
    private final BatchMetrics metrics;
    private final Map<String, Carried> byObject = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * A state with what it was computed from.
     *
     * @param rows how many observations
     * @param fingerprint of these
     * @param newestMjd the time of the last of them
     * @param numbers not to be changed
     */
    record Carried(int rows, long fingerprint, double newestMjd, float[] numbers) {}

    /**
     * What is known of a light curve.
     *
     * @param fingerprint of all its observations
     * @param from what can be gone on from; null if nothing
     */
    record Found(long fingerprint, @Nullable Carried from) {
        /** Rows that need not be read again. */
        int rows() {
            return from == null ? 0 : from.rows();
        }

        float @Nullable [] numbers() {
            return from == null ? null : from.numbers();
        }
    }

    /** @param capacity in bytes, roughly */
    StateCache(long capacity, BatchMetrics metrics) {
        this.capacity = capacity;
        this.metrics = metrics;
        metrics.stateBytes(0);
    }

    /**
     * Looks for a state that a light curve can be answered from.
     *
     * @param window the observations as the encoder sees them, at least one
     */
    Found find(String object, LightCurve window) {
        Carried known;
        synchronized (this) {
            known = byObject.get(object);
        }
        int seen = known == null || known.rows() >= window.size() ? 0 : known.rows();
        long ofSeen = fingerprint(0, window, 0, seen);
        boolean begins = known != null && seen > 0 && known.fingerprint() == ofSeen;
        metrics.state(begins);
        return new Found(fingerprint(ofSeen, window, seen, window.size()), begins ? known : null);
    }

    /**
     * Keeps the state after a light curve, unless there is one of more observations that is no older: alerts of one object may
     * be answered in another order than they came.
     *
     * @param fingerprint of all its observations
     */
    void keep(String object, LightCurve window, long fingerprint, float[] numbers) {
        Carried fresh = new Carried(
                window.size(), fingerprint, window.get(window.size() - 1).mjd(), numbers);
        long now;
        synchronized (this) {
            Carried known = byObject.get(object);
            if (known != null && known.newestMjd() >= fresh.newestMjd() && known.rows() > fresh.rows()) {
                return;
            }
            byObject.put(object, fresh);
            bytes += known == null ? size(object, fresh) : 0;
            var oldest = byObject.entrySet().iterator();
            while (bytes > capacity && oldest.hasNext()) {
                var entry = oldest.next();
                bytes -= size(entry.getKey(), entry.getValue());
                oldest.remove();
            }
            now = bytes;
        }
        metrics.stateBytes(now);
    }

    /** Roughly, what an object of so many numbers takes. */
    static long size(int numbers) {
        return OVERHEAD + (long) numbers * Float.BYTES;
    }

    private static long size(String object, Carried state) {
        return size(state.numbers().length) + object.length();
    }

    /**
     * Continues a fingerprint of 64 bits over the observations [from, to): of all that the encoder reads of them, in their
     * order. It is a polynomial whose coefficients are the observations, mixed; two different light curves have the same one
     * by chance once in 2^64.
     */
    private static long fingerprint(long before, LightCurve window, int from, int to) {
        long hash = before;
        for (int i = from; i < to; i++) {
            Observation observation = window.get(i);
            long fluxes = (long) Float.floatToIntBits(observation.flux()) << 32
                    | Float.floatToIntBits(observation.fluxErr()) & 0xffffffffL;
            int code = observation.band().ordinal() << 4 | observation.kind().ordinal();
            long when = mixed(Double.doubleToLongBits(observation.mjd()) + (code + 1) * GOLDEN);
            hash = hash * GOLDEN + mixed(when ^ fluxes);
        }
        return hash;
    }

    /** Stafford's variant 13 of the finalizer of MurmurHash3, as in SplitMix64. */
    private static long mixed(long z) {
        long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }
}
