package org.alertformer.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many messages all instances of a stream together have still to read, asked of Kafka every few seconds. */
final class GroupLag implements AutoCloseable {
    /** Kafka did not say. */
    static final long UNKNOWN = -1;

    private static final Logger log = LoggerFactory.getLogger(GroupLag.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final long PATIENCE_SECONDS = 10;

    private final Admin admin;
    private final String group;
    private final Thread thread;
    private volatile long lag = UNKNOWN;
    private volatile boolean closed;

    GroupLag(Map<String, Object> client, String group) {
        this.admin = Admin.create(client);
        this.group = group;
        this.thread = new Thread(this::watch, "page-lag");
        thread.setDaemon(true);
        thread.start();
    }

    /** In offsets, over all partitions that were read before; {@link #UNKNOWN} while Kafka does not say. */
    long messages() {
        return lag;
    }

    private void watch() {
        try {
            while (!closed) {
                lag = ask();
                Thread.sleep(PERIOD.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long ask() throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            read.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
            if (ends.isEmpty()) {
                return UNKNOWN;
            }
            long sum = 0;
            for (var end : admin.listOffsets(ends)
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .entrySet()) {
                OffsetAndMetadata position = read.get(end.getKey());
                sum += position == null ? 0 : Math.max(0, end.getValue().offset() - position.offset());
            }
            return sum;
        } catch (ExecutionException | TimeoutException e) {
            log.debug("the lag of {} is not known: {}", group, e.toString());
            return UNKNOWN;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        admin.close(Duration.ZERO);
    }
}
