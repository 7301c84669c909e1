package org.alertformer.topology;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the stores fill from their changelogs: those of this instance, before it goes on, and the copies it keeps of others'.
 * Says in one line how long it took to restore what this instance lacked.
 */
final class RestoreProgress implements StateRestoreListener, StandbyUpdateListener {
    private static final Logger log = LoggerFactory.getLogger(RestoreProgress.class);

    private final Map<TopicPartition, Restore> running = new HashMap<>();
    private long began;
    private long changes;
    private long restored;
    private long copied;

    private record Restore(String store, long left) {}

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long end) {
        if (end > from) {
            if (running.isEmpty()) {
                began = Time.SYSTEM.milliseconds();
                changes = 0;
            }
            running.put(partition, new Restore(store, end - from));
        }
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition partition, String store, long end, long count) {
        running.computeIfPresent(partition, (p, before) -> new Restore(store, Math.max(0, before.left() - count)));
        changes += count;
        restored += count;
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long total) {
        ended(partition);
    }

    @Override
    public void onRestoreSuspended(TopicPartition partition, String store, long total) {
        ended(partition);
    }

    private synchronized void ended(TopicPartition partition) {
        if (running.remove(partition) != null && running.isEmpty() && changes > 0) {
            double seconds = (Time.SYSTEM.milliseconds() - began) / 1000.0;
            log.info("restored {} changes of the stores in {} s", changes, String.format(Locale.ROOT, "%.1f", seconds));
        }
    }

    @Override
    public void onUpdateStart(TopicPartition partition, String store, long from) {}

    @Override
    public synchronized void onBatchLoaded(
            TopicPartition partition, String store, TaskId task, long last, long count, long end) {
        copied += count;
    }

    @Override
    public void onUpdateSuspended(TopicPartition partition, String store, long offset, long end, SuspendReason reason) {
        if (reason == SuspendReason.PROMOTED) {
            log.info("goes on with its copy of {} of partition {}", store, partition.partition());
        }
    }

    /** Records left to read, by store. */
    synchronized Map<String, Long> left() {
        Map<String, Long> left = new TreeMap<>();
        running.values().forEach(restore -> left.merge(restore.store(), restore.left(), Long::sum));
        return left;
    }

    /** Changes of this instance's own stores that were read before it could go on. */
    synchronized long restored() {
        return restored;
    }

    /** Changes that were read to keep copies of others' stores. */
    synchronized long copied() {
        return copied;
    }
}
