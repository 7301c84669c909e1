package org.alertformer.topology;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much of the stores is still to be read from their changelogs. */
final class RestoreProgress implements StateRestoreListener {
    private static final Logger log = LoggerFactory.getLogger(RestoreProgress.class);

    private final Map<TopicPartition, Restore> running = new ConcurrentHashMap<>();

    private record Restore(String store, long left) {}

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long end) {
        if (end > from) {
            running.put(partition, new Restore(store, end - from));
        }
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long end, long restored) {
        running.computeIfPresent(partition, (p, before) -> new Restore(store, Math.max(0, before.left() - restored)));
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long total) {
        if (running.remove(partition) != null) {
            log.debug("{} of partition {} is restored: {} records", store, partition.partition(), total);
        }
    }

    @Override
    public void onRestoreSuspended(TopicPartition partition, String store, long total) {
        running.remove(partition);
    }

    /** Records left to read, by store. */
    Map<String, Long> left() {
        Map<String, Long> left = new TreeMap<>();
        running.values().forEach(restore -> left.merge(restore.store(), restore.left(), Long::sum));
        return left;
    }
}
