package org.alertformer.scoring;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Counts of true against named classes. */
final class ClassTally {
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private long total;
    private long right;

    void add(String truth, String named) {
        counts.computeIfAbsent(truth, t -> new TreeMap<>()).merge(named, 1L, Long::sum);
        total++;
        right += truth.equals(named) ? 1 : 0;
    }

    long total() {
        return total;
    }

    /** Fraction right; NaN of nothing. */
    double accuracy() {
        return total == 0 ? Double.NaN : right / (double) total;
    }

    /** Mean over the true classes of 2 TP / (2 TP + FP + FN); NaN of nothing. */
    double macroF1() {
        double sum = 0;
        for (String label : counts.keySet()) {
            sum += f1(label);
        }
        return counts.isEmpty() ? Double.NaN : sum / counts.size();
    }

    double f1(String label) {
        long hit = count(label, label);
        long named = 0;
        for (String truth : counts.keySet()) {
            named += count(truth, label);
        }
        long present = 0;
        for (long count : counts.getOrDefault(label, Map.of()).values()) {
            present += count;
        }
        return hit == 0 ? 0 : 2.0 * hit / (named + present);
    }

    /** By true class, then by named class. */
    Map<String, Map<String, Long>> confusion() {
        Map<String, Map<String, Long>> copy = new TreeMap<>();
        counts.forEach((truth, row) -> copy.put(truth, Collections.unmodifiableMap(new TreeMap<>(row))));
        return Collections.unmodifiableMap(copy);
    }

    private long count(String truth, String named) {
        return counts.getOrDefault(truth, Map.of()).getOrDefault(named, 0L);
    }
}
