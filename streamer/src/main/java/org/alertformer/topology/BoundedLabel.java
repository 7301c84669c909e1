package org.alertformer.topology;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A metric's label whose values come with the data. Each value is a time series that Prometheus keeps: beyond so many
 * different ones they all count as {@value #OTHER}.
 */
final class BoundedLabel {
    static final String OTHER = "other";

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    BoundedLabel(int most) {
        this.most = most;
    }

    /** The value itself, or {@value #OTHER}. */
    String of(String value) {
        if (known.contains(value)) {
            return value;
        }
        synchronized (known) {
            return known.size() < most && known.add(value) || known.contains(value) ? value : OTHER;
        }
    }
}
