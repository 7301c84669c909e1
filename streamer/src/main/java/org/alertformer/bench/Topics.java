package org.alertformer.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the benchmark does to the broker. For one thread. */
final class Topics implements AutoCloseable {
    static final int PARTITIONS = 4;
    private static final int ATTEMPTS = 100;
    private static final String CHANGELOG = "-changelog";

    private final String bootstrap;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    private Topics(String bootstrap, Admin admin, KafkaProducer<byte[], byte[]> producer) {
        this.bootstrap = bootstrap;
        this.admin = admin;
        this.producer = producer;
    }

    static Topics at(String bootstrap) {
        Map<String, Object> client = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                256L << 20);
        return new Topics(
                bootstrap,
                Admin.create(client),
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    String bootstrap() {
        return bootstrap;
    }

    void create(String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        for (int attempt = 0; ; attempt++) {
            try {
                admin.listOffsets(ends).all().get(); // leaders that tell their ends take records
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || attempt == ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(AlertLog.POLL.toMillis());
            }
        }
    }

    /** Sends one alert, stamped with the time [ms since 1970, UTC] from which its latency counts. */
    void send(String topic, Message message, long timestamp) {
        producer.send(new ProducerRecord<>(topic, null, timestamp, message.key(), message.value()));
    }

    /** Sends all and waits until the broker has them. */
    void sendAll(String topic, List<Message> messages) {
        long now = System.currentTimeMillis();
        for (Message message : messages) {
            send(topic, message, now);
        }
        producer.flush();
    }

    /** Removes the topics of one run. */
    void forget(String prefix) throws Exception {
        Set<String> own = admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith(prefix))
                .collect(Collectors.toSet());
        admin.deleteTopics(own).all().get();
    }

    /** Where the changelogs of an application end. */
    Map<TopicPartition, Long> changelogEnds(String application) throws Exception {
        List<String> changelogs = admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith(application + "-") && topic.endsWith(CHANGELOG))
                .toList();
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        admin.describeTopics(changelogs)
                .allTopicNames()
                .get()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(info -> asked.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    /** Keys and values between two such places, before compression [bytes]. */
    long bytes(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        long bytes = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(to.keySet());
            to.keySet().forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
            while (to.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(AlertLog.POLL)) {
                    if (record.offset() < to.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                        bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
                    }
                }
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
