package org.alertformer.topology;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this process has done since it started. Counts of work that a crash undid are counted again when it is redone;
 * what counts for sure is on the topics.
 */
public final class StreamCounters {
    private final LongAdder received = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder flares = new LongAdder();
    private final LongAdder declined = new LongAdder();
    private final LongAdder forgotten = new LongAdder();
    private final Map<String, LongAdder> skipped = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> dead = new ConcurrentHashMap<>();

    void received() {
        received.increment();
    }

    void repeated() {
        repeated.increment();
    }

    void published() {
        published.increment();
    }

    void flare() {
        flares.increment();
    }

    void declined() {
        declined.increment();
    }

    void forgotten(int objects) {
        forgotten.add(objects);
    }

    void skipped(String reason) {
        skipped.computeIfAbsent(reason, r -> new LongAdder()).increment();
    }

    void dead(String reason) {
        dead.computeIfAbsent(reason, r -> new LongAdder()).increment();
    }

    /** A reading of all counters. */
    public Snapshot snapshot() {
        return new Snapshot(
                received.sum(),
                repeated.sum(),
                published.sum(),
                flares.sum(),
                declined.sum(),
                forgotten.sum(),
                sums(skipped),
                sums(dead));
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counters) {
        Map<String, Long> sums = new TreeMap<>();
        counters.forEach((reason, count) -> sums.put(reason, count.sum()));
        return sums;
    }

    /**
     * @param received records read
     * @param repeated alerts that were answered before
     * @param published class alerts
     * @param flares flare alerts
     * @param declined alerts with fewer observations than the model takes
     * @param forgotten objects that were quiet for too long
     * @param skipped records that are in order but not for us, by reason
     * @param dead dead letters, by reason
     */
    public record Snapshot(
            long received,
            long repeated,
            long published,
            long flares,
            long declined,
            long forgotten,
            Map<String, Long> skipped,
            Map<String, Long> dead) {
        /** One line for the log. */
        @Override
        public String toString() {
            return received + " received, " + published + " class alerts, " + flares + " flare alerts, " + repeated
                    + " repeated, " + declined + " with too few observations, " + forgotten
                    + " objects forgotten, skipped " + skipped + ", dead " + dead;
        }
    }
}
