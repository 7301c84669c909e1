package org.alertformer.inference;

import java.time.Duration;

/**
 * How light curves are gathered into calls.
 *
 * @param threads callers of the session, one per core to be used
 * @param size light curves per call at most
 * @param patience how long the first light curve of a batch waits for others
 * @param stateMemory for the states of a model that carries them [bytes]; 0 for none, so that every light curve is read whole
 */
public record BatchSettings(int threads, int size, Duration patience, long stateMemory) {
    /** Without states. */
    public BatchSettings(int threads, int size, Duration patience) {
        this(threads, size, patience, 0);
    }

    /** What states may take where nothing else is said: an eighth of the heap [bytes]. */
    public static long defaultStateMemory() {
        return Runtime.getRuntime().maxMemory() / 8;
    }

    /** The same with batches of another size. */
    public BatchSettings sized(int lightCurves) {
        return new BatchSettings(threads, lightCurves, patience, stateMemory);
    }

    public BatchSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + " is less than 1");
        }
        if (size < 1 || size > 65_536) {
            throw new IllegalArgumentException("batch size " + size + " is not between 1 and 65536");
        }
        if (patience.isNegative() || patience.compareTo(Duration.ofSeconds(5)) > 0) {
            throw new IllegalArgumentException(
                    "batch wait " + patience.toMillis() + " ms is not between 0 and 5000 ms");
        }
        if (stateMemory < 0) {
            throw new IllegalArgumentException("memory of " + stateMemory + " bytes for states is negative");
        }
    }
}
