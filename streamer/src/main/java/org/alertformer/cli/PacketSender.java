package org.alertformer.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.alertformer.replay.ReplayPosition;
import org.alertformer.survey.Packet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets to a topic, keyed by object. A named sender does so in transactions, and commits with each how far it has
 * come, as the offset of a consumer group: another sender of that name goes on from there, without a duplicate and without a
 * gap, whatever ended the first one. Consumers that read committed records see its packets {@link #COMMIT_INTERVAL} later.
 * For one thread.
 */
final class PacketSender implements AutoCloseable {
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);
    private static final Duration CLOSING = Duration.ofSeconds(30);
    private static final int LARGEST_REQUEST = 64 << 20;
    private static final String GROUP_PREFIX = "alertformer-replay-";

    private final KafkaProducer<byte @Nullable [], byte[]> producer;
    private final String topic;
    private final @Nullable String group;
    private ReplayPosition position;
    private boolean inTransaction;
    private long committed = System.nanoTime();
    private volatile @Nullable CommandFailure failure;

    private PacketSender(
            KafkaProducer<byte @Nullable [], byte[]> producer,
            String topic,
            @Nullable String group,
            ReplayPosition position) {
        this.producer = producer;
        this.topic = topic;
        this.group = group;
        this.position = position;
    }

    /** A sender that starts at the beginning and remembers nothing. */
    static PacketSender plain(Map<String, Object> client, String topic, String digest) {
        return new PacketSender(producer(client, Map.of()), topic, null, ReplayPosition.start(digest));
    }

    /**
     * A sender that goes on where the last one of its name has ended.
     *
     * @param digest of what is sent
     * @throws IllegalArgumentException if the last one of that name sent something else
     */
    static PacketSender named(Map<String, Object> client, String topic, String name, String digest) throws Exception {
        String group = GROUP_PREFIX + name;
        var producer = producer(client, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group));
        try {
            producer.initTransactions(); // ends what an earlier sender left open, so that its position is final
            ReplayPosition last = position(client, topic, group);
            if (last != null) {
                last.resume(digest);
            }
            return new PacketSender(producer, topic, group, last == null ? ReplayPosition.start(digest) : last);
        } catch (Exception e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private static KafkaProducer<byte @Nullable [], byte[]> producer(
            Map<String, Object> client, Map<String, Object> settings) {
        Map<String, Object> config = new HashMap<>(client);
        config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.putAll(settings);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static @Nullable ReplayPosition position(Map<String, Object> client, String topic, String group)
            throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(client)) {
            TopicPartition first = new TopicPartition(topic, 0);
            var offsets = admin.listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec()),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(group)
                    .get();
            OffsetAndMetadata last = offsets.get(first);
            return last == null ? null : ReplayPosition.parse(last.metadata());
        }
    }

    /** How many packets this and earlier senders of its name have sent. */
    long sent() {
        return position.sent();
    }

    /** Throws {@link CommandFailure} if this or an earlier packet cannot be sent. */
    void send(Packet packet) {
        throwFailure();
        if (group != null && !inTransaction) {
            producer.beginTransaction();
            inTransaction = true;
        }
        byte[] key = packet.objectName().isEmpty() ? null : packet.objectName().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, key, packet.message()), (metadata, error) -> {
            if (error != null && failure == null) {
                failure = new CommandFailure(packet.origin() + ": " + error.getMessage(), error);
            }
        });
        position = position.after(1);
        commitIfDue();
    }

    /** Lets readers see what was sent, if that has not been done for a while; to be called while waiting, too. */
    void commitIfDue() {
        if (inTransaction && System.nanoTime() - committed >= COMMIT_INTERVAL.toNanos()) {
            commit();
        }
    }

    /** Waits until all is sent. */
    void finish() {
        if (inTransaction) {
            commit();
        } else {
            producer.flush();
        }
        throwFailure();
    }

    private void commit() {
        if (group == null) {
            return;
        }
        try {
            var offset = new OffsetAndMetadata(position.sent(), position.toString());
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(topic, 0), offset), new ConsumerGroupMetadata(group));
            producer.commitTransaction();
        } catch (KafkaException e) {
            throwFailure();
            throw new CommandFailure("packets up to number " + position.sent() + ": " + e.getMessage(), e);
        }
        inTransaction = false;
        committed = System.nanoTime();
    }

    private void throwFailure() {
        CommandFailure first = failure;
        if (first != null) {
            throw first;
        }
    }

    /** A transaction that is not finished is lost, as is its part of the position. */
    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
