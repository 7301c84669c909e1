package org.alertformer.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;

/** Counts what came back of a simulated night against what is known of it. */
final class DemoTally {
    private final Map<String, String> truth;
    private final Map<String, int[]> rightOfTotal = new TreeMap<>();
    private final Map<String, Boolean> lastRight = new LinkedHashMap<>();
    private final Set<String> answered = new HashSet<>();
    private long[] latencies = new long[1024];
    private int timed;
    private long firstMillis;
    private int classAlerts;
    private int flareAlerts;
    private int repeated;

    /** @param truth from object designation to class */
    DemoTally(Map<String, String> truth) {
        this.truth = truth;
    }

    /**
     * @param latencyMillis from the survey's message to the arrival of its class alert
     * @return what to say of it: right, or what it is instead
     */
    String add(ClassAlert alert, long latencyMillis) {
        if (!answered.add(alert.getObjectName() + " " + alert.getAlertId())) {
            repeated++;
        }
        if (timed == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * timed);
        }
        if (answered.size() == 1) {
            firstMillis = latencyMillis;
        } else {
            latencies[timed++] = latencyMillis;
        }
        classAlerts++;
        String expected = truth.getOrDefault(alert.getObjectName(), "unknown");
        boolean right = expected.equals(alert.getBestClass());
        int[] count = rightOfTotal.computeIfAbsent(expected, c -> new int[2]);
        count[0] += right ? 1 : 0;
        count[1]++;
        lastRight.put(alert.getObjectName(), right);
        return right ? "right" : "is " + expected;
    }

    void add(FlareAlert alert) {
        if (!truth.containsKey(alert.getObjectName())) {
            throw new IllegalStateException(
                    "a flare alert of object " + alert.getObjectName() + ", which was not sent");
        }
        flareAlerts++;
    }

    int classAlerts() {
        return classAlerts;
    }

    int flareAlerts() {
        return flareAlerts;
    }

    /** How many alerts went in and came out, how many of each class were right, and how long it took. */
    String summary(int sent) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("alerts in        %,d%n", sent));
        text.append(String.format(
                "class alerts out %,d (lost %,d, doubled %,d)%n", classAlerts, sent - answered.size(), repeated));
        text.append(String.format("flare alerts out %,d%n", flareAlerts));
        int right = 0;
        for (Map.Entry<String, int[]> entry : rightOfTotal.entrySet()) {
            int[] count = entry.getValue();
            right += count[0];
            text.append(String.format("  %-10s %s%n", entry.getKey(), share(count[0], count[1])));
        }
        text.append(String.format("  %-10s %s%n", "all", share(right, classAlerts)));
        long objectsRight = lastRight.values().stream().filter(r -> r).count();
        text.append(
                String.format("  objects    %s, by their last alert%n", share((int) objectsRight, lastRight.size())));
        long[] sorted = Arrays.copyOf(latencies, timed);
        Arrays.sort(sorted);
        text.append(String.format(
                "latency          median %d ms, 98 %% %d ms, 99 %% %d ms, largest %d ms (the first alert: %d ms)%n",
                percentile(sorted, 50),
                percentile(sorted, 98),
                percentile(sorted, 99),
                percentile(sorted, 100),
                firstMillis));
        return text.toString();
    }

    private static String share(int right, int total) {
        return String.format("%,d of %,d right (%.1f %%)", right, total, total == 0 ? 0 : 100.0 * right / total);
    }

    /** Nearest rank. */
    private static long percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }
}
