package org.alertformer.topology;

import java.util.HashMap;
import java.util.Map;

/** Lets one line of a kind pass at once and then one a second, with the number of those that were held back since. */
final class LogQuota {
    /** What {@link #admit} answers where nothing is to be said. */
    static final long SILENT = -1;

    private static final long QUIET_MILLIS = 1000;

    private final Map<String, Kind> kinds = new HashMap<>();

    private record Kind(long until, long heldBack) {}

    /**
     * @param now [ms since 1970, UTC]
     * @return how many lines of this kind were held back since the last one that passed, or {@link #SILENT} to hold this
     *     one back as well
     */
    synchronized long admit(String kind, long now) {
        Kind before = kinds.get(kind);
        if (before != null && now < before.until()) {
            kinds.put(kind, new Kind(before.until(), before.heldBack() + 1));
            return SILENT;
        }
        kinds.put(kind, new Kind(now + QUIET_MILLIS, 0));
        return before == null ? 0 : before.heldBack();
    }
}
