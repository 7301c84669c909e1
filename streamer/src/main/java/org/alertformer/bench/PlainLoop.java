package org.alertformer.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.alertformer.topology.OutputTopics;
import org.alertformer.topology.TopologySettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka's own clients give: poll, decode, light curves in a map, micro-batches sorted by length, answers and offsets in
 * one transaction. One loop per core, each with its own partitions. It answers every alert once, and has neither a copy of
 * its light curves nor a way to move a partition: a crash ends it for good.
 */
final class PlainLoop {
    private static final int BATCH = 16;
    private static final Duration POLL = Duration.ofMillis(50);

    private final Task task;
    private final OnnxModel model;
    private final AtomicLong answered;
    private final OutputTopics outputs;
    private final AlertReader reader = Survey.NATIVE.reader();
    private final Map<String, ObjectState> objects = new HashMap<>();
    private final AlertCodec<ClassAlert> classCodec = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private final AlertCodec<FlareAlert> flareCodec = AlertCodec.of(FlareAlert.class, Format.CONTAINER);

    private PlainLoop(Task task, OnnxModel model, AtomicLong answered) {
        this.task = task;
        this.model = model;
        this.answered = answered;
        this.outputs = new OutputTopics(task.name());
    }

    static void run(Task task, OnnxModel model) throws Exception {
        try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, task.bootstrap()))) {
            Map<String, String> zstd = Map.of("compression.type", "zstd");
            OutputTopics outputs = new OutputTopics(task.name());
            admin.createTopics(List.of(
                            new NewTopic(outputs.classifications(), Topics.PARTITIONS, (short) 1).configs(zstd),
                            new NewTopic(outputs.flares(), Topics.PARTITIONS, (short) 1).configs(zstd)))
                    .all()
                    .get();
        }
        AtomicLong answered = new AtomicLong();
        for (int i = 0; i < task.threads(); i++) {
            List<TopicPartition> own = new ArrayList<>();
            for (int partition = i; partition < Topics.PARTITIONS; partition += task.threads()) {
                own.add(new TopicPartition(task.topic(), partition));
            }
            PlainLoop loop = new PlainLoop(task, model, answered);
            String id = task.name() + "-" + i;
            Thread thread = new Thread(() -> loop.turn(own, id), id);
            thread.setDaemon(true);
            thread.start();
        }
        Drain.measure(task, answered::get).report();
    }

    private void turn(List<TopicPartition> partitions, String id) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer(id)) {
            producer.initTransactions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                List<PendingAlert> accepted = new ArrayList<>();
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    accept(record, accepted);
                    offsets.put(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1));
                }
                if (offsets.isEmpty()) {
                    continue;
                }
                producer.beginTransaction();
                accepted.sort(Comparator.comparingInt(alert -> alert.curve().size()));
                for (int from = 0; from < accepted.size(); from += BATCH) {
                    answer(accepted.subList(from, Math.min(accepted.size(), from + BATCH)), producer);
                }
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
                answered.addAndGet(accepted.size());
            }
        } catch (UndecodableException e) {
            throw new IllegalStateException("an alert of the benchmark cannot be read", e);
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record, List<PendingAlert> accepted)
            throws UndecodableException {
        if (reader.read(record.value()) instanceof Decoded.Accepted decoded) {
            SurveyAlert alert = decoded.alert();
            ObjectState before = objects.getOrDefault(alert.object().name(), ObjectState.empty());
            ObjectState.Step step = before.accept(alert, TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS);
            objects.put(alert.object().name(), step.state());
            if (!before.answered(alert.alertId())) {
                accepted.add(PendingAlert.of(
                        alert,
                        step.asOf(),
                        record.timestamp(),
                        record.timestamp(),
                        new SourcePosition(record.topic(), record.partition(), record.offset())));
            }
        }
    }

    private void answer(List<PendingAlert> batch, KafkaProducer<byte[], byte[]> producer) {
        List<Prediction> predictions = model.predict(batch.stream()
                .map(alert -> model.encoder().encode(alert.curve()))
                .toList());
        for (int i = 0; i < batch.size(); i++) {
            PendingAlert alert = batch.get(i);
            Publication publication = Publication.of(alert, predictions.get(i), 0.5);
            Instant now = Instant.now();
            byte[] key = alert.object().name().getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(
                    outputs.classifications(), key, classCodec.encode(publication.classAlert(now, false))));
            FlareAlert flare = publication.flareAlert(now);
            if (flare != null) {
                producer.send(new ProducerRecord<>(outputs.flares(), key, flareCodec.encode(flare)));
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        task.bootstrap(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        task.name(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer(String id) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        task.bootstrap(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        id,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "zstd",
                        ProducerConfig.LINGER_MS_CONFIG,
                        100),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
