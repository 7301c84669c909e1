package org.alertformer.live;

import java.util.LinkedHashMap;
import java.util.Map;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.jspecify.annotations.Nullable;

/**
 * The last alerts of the objects that had one most recently; the objects heard of longest ago are forgotten first. Safe
 * for use by several threads.
 */
final class ObjectMemory {
    private final Map<String, Published> objects;

    /**
     * What was published last of one object.
     *
     * @param flareAlert null if there was none with or since this memory's first class alert
     */
    record Published(
            @Nullable ClassAlert classAlert, @Nullable FlareAlert flareAlert) {
        static final Published NOTHING = new Published(null, null);
    }

    ObjectMemory(int capacity) {
        objects = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Published> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized void put(ClassAlert alert) {
        Published before = objects.getOrDefault(alert.getObjectName(), Published.NOTHING);
        objects.put(alert.getObjectName(), new Published(alert, before.flareAlert()));
    }

    synchronized void put(FlareAlert alert) {
        Published before = objects.getOrDefault(alert.getObjectName(), Published.NOTHING);
        objects.put(alert.getObjectName(), new Published(before.classAlert(), alert));
    }

    synchronized Published get(String name) {
        return objects.getOrDefault(name, Published.NOTHING);
    }
}
