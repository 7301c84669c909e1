package org.alertformer.topology;

import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;

/** Remembers what a stream's stores were filled with. */
final class RememberedProgress implements StateProgress {
    private final LongAdder copied = new LongAdder();
    private final LongAdder restored = new LongAdder();

    /** Changes taken over from the changelogs of others' stores, as copies. */
    long copied() {
        return copied.sum();
    }

    /** Changes of own stores that had to be restored before work could go on. */
    long restored() {
        return restored.sum();
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {}

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long count) {
        restored.add(count);
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long total) {}

    @Override
    public void onUpdateStart(TopicPartition changelog, String store, long from) {}

    @Override
    public void onBatchLoaded(TopicPartition changelog, String store, TaskId task, long last, long count, long end) {
        copied.add(count);
    }

    @Override
    public void onUpdateSuspended(
            TopicPartition changelog, String store, long offset, long end, SuspendReason reason) {}
}
