package org.alertformer.cli;

import java.util.Locale;
import org.alertformer.topology.StateProgress;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line how long it took to restore what the stores of this instance lacked. */
final class RestoreLog implements StateProgress {
    private static final Logger log = LoggerFactory.getLogger(RestoreLog.class);

    private int active;
    private int stores;
    private long changes;
    private long began;

    @Override
    public synchronized void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
        if (active++ == 0) {
            began = System.nanoTime();
            stores = 0;
            changes = 0;
        }
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long count) {}

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long restored) {
        ended(restored);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long restored) {
        ended(restored);
    }

    private synchronized void ended(long restored) {
        stores += restored > 0 ? 1 : 0;
        changes += restored;
        if (--active == 0 && changes > 0) {
            double seconds = (System.nanoTime() - began) / 1e9;
            log.info(
                    "restored {} changes of {} stores in {} s",
                    changes,
                    stores,
                    String.format(Locale.ROOT, "%.1f", seconds));
        }
    }

    @Override
    public void onUpdateStart(TopicPartition changelog, String store, long from) {}

    @Override
    public void onBatchLoaded(TopicPartition changelog, String store, TaskId task, long last, long count, long end) {}

    @Override
    public void onUpdateSuspended(TopicPartition changelog, String store, long offset, long end, SuspendReason reason) {
        if (reason == SuspendReason.PROMOTED) {
            log.info("takes over {} with its copy of {}", changelog, store);
        }
    }
}
