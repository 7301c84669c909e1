package org.alertformer.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.alertformer.classification.SourcePosition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads single records of the survey's topics once more: a survey's packets are not carried to where the model fails, a
 * hundredth of them being the light curve, but their dead letters want their bytes. A topic that does not answer within
 * {@value #POLLS} times {@value #POLL_MILLIS} ms is not asked again, so that the transaction in hand is not held up. Safe
 * for use by several threads.
 */
final class OriginalRecords implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OriginalRecords.class);
    private static final int POLLS = 4;
    private static final int POLL_MILLIS = 500;

    private final Map<String, Object> settings;
    private final Set<String> silent = new HashSet<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    OriginalRecords(Map<String, Object> client) {
        settings = new HashMap<>(client);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        settings.put("max.poll.records", "1");
        settings.put("default.api.timeout.ms", Integer.toString(POLLS * POLL_MILLIS));
        settings.put("request.timeout.ms", Integer.toString(POLLS * POLL_MILLIS));
        settings.remove("group.id");
    }

    /** The record that stands there, if it can still be had. */
    synchronized Optional<ConsumerRecord<byte[], byte[]>> find(SourcePosition position) {
        if (silent.contains(position.topic())) {
            return Optional.empty();
        }
        try {
            KafkaConsumer<byte[], byte[]> reader = reader();
            TopicPartition partition = new TopicPartition(position.topic(), position.partition());
            reader.assign(List.of(partition));
            reader.seek(partition, position.offset());
            for (int i = 0; i < POLLS; i++) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(POLL_MILLIS))) {
                    return record.offset() == position.offset() ? Optional.of(record) : Optional.empty();
                }
            }
        } catch (KafkaException e) {
            log.warn(
                    "{} partition {} offset {} cannot be read again: {}",
                    position.topic(),
                    position.partition(),
                    position.offset(),
                    e.getMessage());
        }
        silent.add(position.topic());
        return Optional.empty();
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        KafkaConsumer<byte[], byte[]> made = consumer;
        if (made == null) {
            made = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }
}
