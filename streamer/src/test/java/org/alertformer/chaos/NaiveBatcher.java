package org.alertformer.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The stream as one would write it first: exactly-once switched on, and the batch in a field of the processor. It must
 * lose alerts, or the chaos test shows nothing. It has no model: every class is as probable as the next.
 */
final class NaiveBatcher implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Duration FLUSH = Duration.ofMillis(100);
    private static final String OBJECTS = "objects";

    private final AlertReader reader = Survey.NATIVE.reader();
    private final AlertCodec<ClassAlert> codec = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private final ModelIdentity model;
    private final List<PendingAlert> batch = new ArrayList<>();
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<String, byte[]> objects;

    private NaiveBatcher(ModelIdentity model) {
        this.model = model;
    }

    /** {@code BOOTSTRAP --state-dir DIRECTORY}. */
    public static void main(String[] arguments) throws Exception {
        ModelIdentity model;
        try (OnnxModel shipped = ShippedModel.open(Device.cpu)) {
            model = shipped.identity();
        }
        makeTopics(arguments[0]);
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(OBJECTS), Serdes.String(), Serdes.ByteArray()));
        builder.stream(ChaosRun.INPUT, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(() -> new NaiveBatcher(model), OBJECTS)
                .to(ChaosRun.CLASSIFICATIONS, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        CountDownLatch ended = new CountDownLatch(1);
        KafkaStreams streams = new KafkaStreams(builder.build(), settings(arguments[0], arguments[2]));
        streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.NOT_RUNNING || now == KafkaStreams.State.ERROR) {
                ended.countDown();
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
        ended.await();
    }

    private static Properties settings(String bootstrap, String stateDirectory) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, ChaosRun.APPLICATION);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put("auto.offset.reset", "earliest");
        settings.put("session.timeout.ms", 6000);
        return settings;
    }

    private static void makeTopics(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            int partitions = admin.describeTopics(List.of(ChaosRun.INPUT))
                    .allTopicNames()
                    .get()
                    .get(ChaosRun.INPUT)
                    .partitions()
                    .size();
            var present = admin.listTopics().names().get();
            for (String topic : List.of(ChaosRun.CLASSIFICATIONS, ChaosRun.FLARES)) {
                if (!present.contains(topic)) {
                    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)));
                }
            }
        }
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        objects = newContext.getStateStore(OBJECTS);
        newContext.schedule(FLUSH, PunctuationType.WALL_CLOCK_TIME, now -> flush());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        SurveyAlert alert;
        try {
            alert = ((Decoded.Accepted) reader.read(record.value())).alert();
        } catch (UndecodableException e) {
            throw new IllegalStateException(e);
        }
        var store = Objects.requireNonNull(objects);
        byte[] stored = store.get(alert.object().name());
        ObjectState before = stored == null ? ObjectState.empty() : ObjectState.fromBytes(stored);
        ObjectState.Step step = before.accept(alert, Uninterrupted.MAXIMUM_OBSERVATIONS);
        store.put(alert.object().name(), step.state().toBytes());
        if (!before.answered(alert.alertId())) {
            SourcePosition nowhere = new SourcePosition("", 0, 0);
            batch.add(PendingAlert.of(alert, step.asOf(), record.timestamp(), record.timestamp(), nowhere));
        }
    }

    private void flush() {
        int classes = model.card().classes().size();
        for (PendingAlert alert : batch) {
            float[] even = new float[classes];
            Arrays.fill(even, 1f / classes);
            var publication = new Publication(alert, new Prediction(model, even, null, null), null);
            byte[] key = alert.object().name().getBytes(StandardCharsets.UTF_8);
            byte[] value = codec.encode(publication.classAlert(Instant.ofEpochMilli(alert.ingestedAt()), false));
            Objects.requireNonNull(context).forward(new Record<>(key, value, alert.ingestedAt()));
        }
        batch.clear();
    }
}
