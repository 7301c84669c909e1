package org.alertformer.live;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many alerts of which class were published, how fast, and how long after their survey's message they could be read.
 * Safe for use by several threads.
 */
final class NightStatistics {
    /** Seconds of throughput that are kept. */
    static final int SECONDS = 300;
    /** The rate now is the mean over so many whole seconds. */
    private static final int RATE_SECONDS = 10;

    private static final int LATENCIES = 2000;
    private static final long LATENCY_MILLIS = 60_000;
    private static final long MILLIS = 1000;

    private final Map<String, Long> byClass = new TreeMap<>();
    private final long[] second = new long[SECONDS];
    private final int[] published = new int[SECONDS];
    private final long[] latencyAt = new long[LATENCIES];
    private final int[] latency = new int[LATENCIES];
    private int nextLatency;
    private long alerts;
    private long flares;

    /**
     * A reading.
     *
     * @param alerts class alerts
     * @param flares flare alerts
     * @param byClass class alerts by best class
     * @param rate class alerts per second, mean over the last ten seconds
     * @param rates class alerts of each of the last {@value #SECONDS} seconds, the oldest first
     * @param medianLatency from the survey's message to a reader of the alert, over the last minute [ms]; -1 if there are none
     * @param latency98 its 98th percentile [ms]; -1 if there are none
     */
    record Reading(
            long alerts,
            long flares,
            Map<String, Long> byClass,
            double rate,
            int[] rates,
            int medianLatency,
            int latency98) {}

    /** Counts a class alert [times in ms since 1970, UTC]. */
    synchronized void classAlert(String bestClass, long publishedAt) {
        alerts++;
        byClass.merge(bestClass, 1L, Long::sum);
        long at = publishedAt / MILLIS;
        int slot = (int) Math.floorMod(at, (long) SECONDS);
        if (second[slot] < at) {
            second[slot] = at;
            published[slot] = 0;
        }
        if (second[slot] == at) {
            published[slot]++;
        }
    }

    /** Notes how long an alert took until it could be read [ms]. */
    synchronized void latency(long millis, long now) {
        latency[nextLatency] = (int) Math.max(0, Math.min(Integer.MAX_VALUE, millis));
        latencyAt[nextLatency] = now;
        nextLatency = (nextLatency + 1) % LATENCIES;
    }

    synchronized void flareAlert() {
        flares++;
    }

    synchronized Reading read(long now) {
        int[] rates = new int[SECONDS];
        long last = now / MILLIS;
        for (int i = 0; i < SECONDS; i++) {
            long at = last - SECONDS + 1 + i;
            int slot = (int) Math.floorMod(at, (long) SECONDS);
            rates[i] = second[slot] == at ? published[slot] : 0;
        }
        // the second that is under way is not yet full
        double recent =
                Arrays.stream(rates, SECONDS - 1 - RATE_SECONDS, SECONDS - 1).sum();
        int[] latencies = new int[LATENCIES];
        int count = 0;
        for (int i = 0; i < LATENCIES; i++) {
            if (latencyAt[i] > now - LATENCY_MILLIS) {
                latencies[count++] = latency[i];
            }
        }
        Arrays.sort(latencies, 0, count);
        return new Reading(
                alerts,
                flares,
                new TreeMap<>(byClass),
                recent / RATE_SECONDS,
                rates,
                percentile(latencies, count, 0.5),
                percentile(latencies, count, 0.98));
    }

    private static int percentile(int[] sorted, int count, double share) {
        return count == 0 ? -1 : sorted[(int) Math.min(count - 1L, (long) Math.floor(share * count))];
    }
}
