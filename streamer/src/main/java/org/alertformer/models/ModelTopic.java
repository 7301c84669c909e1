package org.alertformer.models;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.alertformer.topology.BrokerProbe;
import org.alertformer.topology.TopicsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic whose newest record holds the model that all instances are to use. {@link #publish} writes under one
 * key, so that compaction keeps the last; records without a value are passed over.
 */
public final class ModelTopic implements ModelSource {
    private static final Logger log = LoggerFactory.getLogger(ModelTopic.class);
    private static final byte[] KEY = "model".getBytes(StandardCharsets.UTF_8);
    /** Below the 100 MiB that a broker takes in one request. */
    private static final int LARGEST_MODEL = 96 << 20;

    private static final int OVERHEAD = 64 << 10;
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String topic;
    private final ModelSwap swap;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::follow, "model-topic");

    private record Position(TopicPartition partition, long offset, long timestamp) {}

    private ModelTopic(String topic, ModelSwap swap, KafkaConsumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.swap = swap;
        this.consumer = consumer;
    }

    /**
     * Takes the newest sound model of the topic, then whatever comes, until it is closed. A topic that does not exist is
     * made.
     *
     * @param client Kafka's settings, with the address
     * @throws TopicsException if Kafka does not answer or the topic cannot be made
     */
    public static ModelTopic follow(Map<String, Object> client, String topic, ModelSwap swap)
            throws TopicsException, InterruptedException {
        create(client, topic);
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1); // one model in memory at a time
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        var bytes = new ByteArrayDeserializer();
        ModelTopic models = new ModelTopic(topic, swap, new KafkaConsumer<>(config, bytes, bytes));
        try {
            models.takeNewest();
        } catch (KafkaException e) {
            models.consumer.close();
            throw new TopicsException("models cannot be read from topic " + topic + ": " + e.getMessage(), e);
        }
        models.thread.setDaemon(true);
        models.thread.start();
        return models;
    }

    /** Tries the models from the newest to the oldest, and leaves the consumer where the topic ended. */
    private void takeNewest() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        List<Position> positions = new ArrayList<>();
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.value() != null) {
                    positions.add(new Position(partition(record), record.offset(), record.timestamp()));
                }
            }
        }
        positions.sort(Comparator.comparingLong(Position::timestamp)
                .thenComparingLong(Position::offset)
                .reversed());
        boolean taken = positions.stream().anyMatch(this::take);
        if (!taken) {
            log.info("topic {} holds no model to use; the one of --model serves until one comes", topic);
        }
        partitions.forEach(partition -> consumer.seek(partition, ends.getOrDefault(partition, 0L)));
    }

    /** Whether the model at a position serves now; one that compaction has removed in the meantime does not. */
    private boolean take(Position position) {
        consumer.pause(consumer.assignment());
        consumer.resume(List.of(position.partition()));
        consumer.seek(position.partition(), position.offset());
        List<ConsumerRecord<byte[], byte[]>> found = List.of();
        while (found.isEmpty() && consumer.position(position.partition()) <= position.offset()) {
            found = consumer.poll(POLL).records(position.partition());
        }
        consumer.resume(consumer.assignment());
        return !found.isEmpty() && found.get(0).offset() == position.offset() && offer(found.get(0));
    }

    private void follow() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(record -> {
                    if (record.value() != null) {
                        offer(record);
                    }
                });
            }
        } catch (WakeupException e) {
            log.debug("no longer following topic {}", topic);
        } catch (KafkaException e) {
            log.error("no further models are taken from topic {}: {}", topic, e.getMessage());
        }
    }

    private boolean offer(ConsumerRecord<byte[], byte[]> record) {
        return swap.offer(
                record.value(), "record " + record.offset() + " of topic " + record.topic() + "-" + record.partition());
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /**
     * Writes a model to a topic, which is made where there is none.
     *
     * @param client Kafka's settings, with the address
     * @param onnx the bytes of a file that was found sound
     * @return where it stands
     * @throws TopicsException if Kafka does not answer or does not take it
     */
    public static RecordMetadata publish(Map<String, Object> client, String topic, byte[] onnx)
            throws TopicsException, InterruptedException {
        create(client, topic);
        Map<String, Object> config = new HashMap<>(client);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, onnx.length + OVERHEAD);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * (onnx.length + OVERHEAD));
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        var bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            return producer.send(new ProducerRecord<>(topic, KEY, onnx)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                throw new TopicsException(
                        "the model has " + onnx.length + " bytes, more than topic " + topic
                                + " takes: raise its setting max.message.bytes",
                        e);
            }
            throw new TopicsException("topic " + topic + ": " + reason(e), e);
        }
    }

    private static void create(Map<String, Object> client, String topic) throws TopicsException, InterruptedException {
        try (Admin admin = Admin.create(client)) {
            BrokerProbe.requireAnswer(admin, String.valueOf(client.get("bootstrap.servers")));
            if (admin.listTopics().names().get().contains(topic)) {
                return;
            }
            NewTopic compacted = new NewTopic(topic, Optional.of(1), Optional.empty())
                    .configs(Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            TopicConfig.CLEANUP_POLICY_COMPACT,
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                            Integer.toString(LARGEST_MODEL)));
            admin.createTopics(List.of(compacted)).all().get();
            log.info("created topic {} for models", topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new TopicsException("topic " + topic + " cannot be made: " + reason(e), e);
            }
        }
    }

    private static String reason(ExecutionException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
