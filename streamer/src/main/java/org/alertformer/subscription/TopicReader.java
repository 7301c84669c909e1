package org.alertformer.subscription;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed records of one topic. Without a group it reads all partitions and leaves no trace at the broker;
 * with one it shares the partitions with the group's other members and goes on where the group has left off. Not safe for
 * use by several threads, {@link #stop} excepted.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    /** Fails sooner than Kafka would where nobody answers, and warns of it less often. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "isolation.level", "read_committed",
            "allow.auto.create.topics", "false",
            "default.api.timeout.ms", "15000",
            "reconnect.backoff.ms", "1000",
            "reconnect.backoff.max.ms", "10000");

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final boolean grouped;
    private final Map<TopicPartition, OffsetAndMetadata> handled = new HashMap<>();

    private TopicReader(KafkaConsumer<byte[], byte[]> consumer, String topic, boolean grouped) {
        this.consumer = consumer;
        this.topic = topic;
        this.grouped = grouped;
    }

    /**
     * @param client Kafka's settings, among them {@code bootstrap.servers}
     * @param from where to start, with a group only where it has not read yet
     * @param group the consumer group, or null to read alone
     */
    public static TopicReader open(
            Map<String, Object> client, String topic, StartingPoint from, @Nullable String group) {
        Map<String, Object> settings = new HashMap<>(DEFAULTS);
        settings.putAll(client);
        settings.put("auto.offset.reset", from.resetPolicy());
        settings.put("enable.auto.commit", "false");
        settings.remove("group.id");
        if (group != null) {
            settings.put("group.id", group);
        }
        var deserializer = new ByteArrayDeserializer();
        return new TopicReader(new KafkaConsumer<>(settings, deserializer, deserializer), topic, group != null);
    }

    /**
     * Hands records over until no more are wanted, the end is reached or {@link #stop} is called. A group's offsets are
     * committed after each batch that was handled.
     *
     * @param untilEnd whether to end where the partitions end now
     * @throws UnreadableTopicException if there is no such topic or no answer
     */
    public void read(boolean untilEnd, RecordHandler handler) throws IOException {
        try {
            List<TopicPartition> partitions = partitions();
            consumer.assign(partitions); // ends of partitions that are not assigned make the consumer warn
            Map<TopicPartition, Long> ends = untilEnd ? consumer.endOffsets(partitions) : Map.of();
            if (grouped) {
                consumer.unsubscribe();
                consumer.subscribe(List.of(topic));
            }
            boolean more = true;
            while (more && !(untilEnd && atEnd(ends))) {
                more = handleBatch(ends, handler);
                handler.flush();
                if (grouped && !handled.isEmpty()) {
                    consumer.commitSync(handled);
                    handled.clear();
                }
            }
        } catch (WakeupException e) {
            handler.flush(); // told to stop, which is not a failure
        } catch (TimeoutException e) {
            throw new UnreadableTopicException("no answer from Kafka: " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new UnreadableTopicException(topic + ": " + e.getMessage(), e);
        }
    }

    private boolean handleBatch(Map<TopicPartition, Long> ends, RecordHandler handler) throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            var partition = new TopicPartition(record.topic(), record.partition());
            Long end = ends.get(partition);
            if (end != null && record.offset() >= end) {
                continue;
            }
            boolean more = handler.accept(record);
            handled.put(partition, new OffsetAndMetadata(record.offset() + 1));
            if (!more) {
                return false;
            }
        }
        return true;
    }

    private boolean atEnd(Map<TopicPartition, Long> ends) {
        Set<TopicPartition> assigned = consumer.assignment();
        return !assigned.isEmpty()
                && assigned.stream()
                        .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }

    /**
     * How far each partition's end is from the group's position, or without a group from the starting point.
     *
     * @throws UnreadableTopicException if there is no such topic or no answer
     */
    public List<PartitionLag> lag() throws UnreadableTopicException {
        try {
            List<TopicPartition> partitions = partitions();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            return partitions.stream()
                    .map(partition -> new PartitionLag(
                            partition.partition(), consumer.position(partition), ends.getOrDefault(partition, 0L)))
                    .toList();
        } catch (TimeoutException e) {
            throw new UnreadableTopicException("no answer from Kafka: " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new UnreadableTopicException(topic + ": " + e.getMessage(), e);
        }
    }

    private List<TopicPartition> partitions() throws UnreadableTopicException {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new UnreadableTopicException("there is no topic " + topic);
        }
        return partitions;
    }

    /** Ends {@link #read} from another thread. */
    public void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
