package org.alertformer.topology;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.TestModels;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A real broker with a topic {@code alerts}, and what a test does to it. */
public final class StreamFixture implements AutoCloseable {
    public static final String INPUT = "alerts";
    public static final OutputTopics OUTPUTS = new OutputTopics("test");
    private static final String LARGE = Integer.toString(32 << 20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final EmbeddedBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final MicroBatcher engine =
            MicroBatcher.start(TestModels.open(), new BatchSettings(2, 16, Duration.ofMillis(5)));

    /** The broker takes messages of up to 32 MB, more than the stream does. */
    public StreamFixture(Path directory) throws Exception {
        this.directory = directory;
        this.broker = EmbeddedBroker.start(
                directory.resolve("broker"),
                0,
                Map.of(
                        "message.max.bytes",
                        LARGE,
                        "replica.fetch.max.bytes",
                        LARGE,
                        "socket.request.max.bytes",
                        LARGE));
        createTopic(INPUT);
        Map<String, Object> config = client();
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGE);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public void createTopic(String name) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(2), Optional.empty())))
                    .all()
                    .get();
        }
    }

    /** How a client of the broker is configured. */
    public Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    /** The engine of all streams of this fixture, with the test model. */
    MicroBatcher engine() {
        return engine;
    }

    /** A stream of the test model, exactly once. */
    public AlertStream stream(TopologySettings topology) throws Exception {
        return stream(topology, engine);
    }

    /** A stream of another engine. */
    public AlertStream stream(TopologySettings topology, InferenceEngine engine) throws Exception {
        return stream(topology, engine, new StreamCounters());
    }

    /** A stream of another engine and other counters. */
    public AlertStream stream(TopologySettings topology, InferenceEngine engine, StreamCounters counters)
            throws Exception {
        return AlertStream.start(settings(topology, "state", Membership.ofStateDirectory()), engine, counters);
    }

    /** One of several instances. */
    AlertStream stream(TopologySettings topology, String state, Membership membership) throws Exception {
        return AlertStream.start(settings(topology, state, membership), engine);
    }

    private StreamSettings settings(TopologySettings topology, String state, Membership membership) {
        return new StreamSettings(
                broker.bootstrapServers(),
                "test",
                directory.resolve(state),
                1,
                0,
                Duration.ZERO,
                membership,
                Map.of("session.timeout.ms", "6000"),
                topology);
    }

    /** Sends a message without a key, as surveys do, to one partition, so that order is kept. */
    public void send(byte @Nullable [] message) {
        producer.send(new ProducerRecord<>(INPUT, 0, null, message));
        producer.flush();
    }

    public void send(byte[] key, byte[] message) {
        send(INPUT, key, message);
    }

    public void send(String topic, byte[] key, byte[] message) {
        producer.send(new ProducerRecord<>(topic, key, message));
    }

    /** Reads what is committed until there are so many records, or it takes too long. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        collect(topic, records, () -> records.size() >= count, PATIENCE);
        return records;
    }

    /** Reads what is committed for a while longer, to see that nothing more comes. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        collect(topic, records, () -> records.size() >= count, PATIENCE);
        records.clear();
        collect(topic, records, () -> false, Duration.ofSeconds(1));
        return records;
    }

    private void collect(
            String topic, List<ConsumerRecord<byte[], byte[]>> records, BooleanSupplier enough, Duration patience) {
        Map<String, Object> config = client();
        config.put("isolation.level", "read_committed");
        config.put("max.partition.fetch.bytes", LARGE);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + patience.toNanos();
            while (!enough.getAsBoolean() && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        engine.close();
        broker.close();
    }
}
