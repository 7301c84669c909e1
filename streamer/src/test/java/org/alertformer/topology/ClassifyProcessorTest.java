package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.alertformer.classification.SourcePosition;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.DescTaxonomy;
import org.alertformer.survey.Survey;
import org.alertformer.topology.Outcome.Outgoing;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClassifyProcessorTest {
    private static final TopologySettings SETTINGS =
            TopologySettings.of(Survey.NATIVE, InputTopics.named("alerts"), new OutputTopics("test"));
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);

    private final MockProcessorContext<byte[], Outgoing> context = new MockProcessorContext<>(new Properties());
    private final KeyValueStore<String, byte[]> objects = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(AlertTopology.OBJECT_STORE), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final KeyValueStore<Long, byte[]> pending = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(AlertTopology.PENDING_STORE), Serdes.Long(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();

    ClassifyProcessorTest() {
        context.setCurrentSystemTimeMs(1_000_000);
        objects.init(context.getStateStoreContext(), objects);
        pending.init(context.getStateStoreContext(), pending);
        context.addStateStore(objects);
        context.addStateStore(pending);
    }

    @AfterEach
    void close() {
        objects.close();
        pending.close();
    }

    @Test
    void process_unansweredAlertIsPendingAndNotPublished() {
        // Given
        ClassifyProcessor processor = processor(FakeEngine.answeringWhenTold());

        // When
        processor.process(record(1, 60001));

        // Then
        assertThat(published()).isEmpty();
        assertThat(pending.get(0L)).isNotNull();
    }

    @Test
    void punctuate_answeredAlertIsPublishedAndNoLongerPending() {
        // Given
        FakeEngine engine = FakeEngine.answeringWhenTold();
        processor(engine).process(record(1, 60001));
        engine.answer(0);

        // When
        tick();

        // Then
        assertThat(published()).extracting(ClassAlert::getAlertId).containsExactly(1L);
        assertThat(pending.approximateNumEntries()).isZero();
    }

    @Test
    void punctuate_publishesInOrderOfArrivalWhateverFinishesFirst() {
        // Given
        FakeEngine engine = FakeEngine.answeringWhenTold();
        ClassifyProcessor processor = processor(engine);
        for (int i = 1; i <= 3; i++) {
            processor.process(record(i, 60000 + i));
        }
        engine.answer(2);
        engine.answer(1);
        tick();
        List<ClassAlert> early = published();
        engine.answer(0);

        // When
        tick();

        // Then
        assertThat(early).isEmpty();
        assertThat(published()).extracting(ClassAlert::getAlertId).containsExactly(1L, 2L, 3L);
    }

    /** The store is what survives; the processor and its engine do not. */
    @Test
    void init_pendingAlertsOfAFormerLifeAreAnsweredWithWhatTheyHadSeen() {
        // Given
        FakeEngine dying = FakeEngine.answeringWhenTold();
        ClassifyProcessor former = processor(dying);
        former.process(record(1, 60001));
        former.process(record(2, 60002));
        former.close();
        FakeEngine engine = FakeEngine.answeringAtOnce();

        // When
        processor(engine);
        tick();

        // Then
        assertThat(engine.submitted()).isEqualTo(dying.submitted());
        assertThat(published()).extracting(ClassAlert::getObservationCount).containsExactly(1, 2);
        assertThat(pending.approximateNumEntries()).isZero();
    }

    @Test
    void init_answersOfAFormerLifeAreDropped() {
        // Given
        FakeEngine slow = FakeEngine.answeringWhenTold();
        ClassifyProcessor processor = processor(slow);
        processor.process(record(1, 60001));
        processor.close();
        processor.init(context);
        slow.answer(0);
        slow.answer(1);

        // When
        tick();

        // Then
        assertThat(published()).extracting(ClassAlert::getAlertId).containsExactly(1L);
    }

    @Test
    void process_repeatedAlertIsAnsweredOnce() {
        // Given
        ClassifyProcessor processor = processor(FakeEngine.answeringAtOnce());
        processor.process(record(1, 60001));

        // When
        processor.process(record(1, 60001));

        // Then
        assertThat(published()).hasSize(1);
    }

    @Test
    void process_lateAlertSeesNothingOfItsFuture() {
        // Given
        ClassifyProcessor processor = processor(FakeEngine.answeringAtOnce());
        processor.process(record(1, 60001));
        processor.process(record(3, 60003));

        // When
        processor.process(record(2, 60002));

        // Then
        assertThat(published()).extracting(ClassAlert::getObservationCount).containsExactly(1, 2, 2);
        assertThat(published()).extracting(ClassAlert::getMjd).containsExactly(60001.0, 60003.0, 60002.0);
    }

    @Test
    void punctuate_failedAlertIsBuriedAndItsNeighboursArePublished() {
        // Given
        FakeEngine engine = FakeEngine.answeringWhenTold();
        ClassifyProcessor processor = processor(engine);
        for (int i = 1; i <= 3; i++) {
            processor.process(record(i, 60000 + i));
        }
        engine.answer(0);
        engine.fail(1);
        engine.answer(2);

        // When
        tick();

        // Then
        assertThat(published()).extracting(ClassAlert::getAlertId).containsExactly(1L, 3L);
        Record<? extends byte[], ? extends Outgoing> letter =
                forwarded("test.dead-letters").get(0);
        assertThat(DeadLetter.describe(letter.headers()))
                .containsEntry("reason", "model-failed")
                .containsEntry("message", "the model is out to lunch")
                .containsEntry("source-topic", "alerts")
                .containsEntry("source-partition", "7")
                .containsEntry("source-offset", "2");
        assertThat(pending.approximateNumEntries()).isZero();
    }

    @Test
    void process_headersTellSurveyClassAndModel() {
        // Given
        ClassifyProcessor processor = processor(FakeEngine.answeringAtOnce());

        // When
        processor.process(record(1, 60001));

        // Then
        var record = forwarded("test.classifications").get(0);
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("42");
        assertThat(DeadLetter.describe(record.headers()))
                .containsEntry("survey", "test")
                .containsEntry("class", "quiet")
                .containsEntry("model", "loudness 1")
                .containsEntry("_format", "avro");
    }

    @Test
    void process_alsoForDesc_publishesItsRecordWithTheSurveysTimestamp() throws Exception {
        // Given
        ClassifyProcessor processor = processor(forDesc(), FakeEngine.answeringAtOnce());

        // When
        processor.process(record(1, 60001));

        // Then
        GenericRecord record = desc(forwarded("test.desc").get(0));
        assertThat(record.get("alertId")).isEqualTo(1L);
        assertThat(record.get("elasticcPublishTimestamp")).isEqualTo(1_001L);
        assertThat(record.get("brokerName")).hasToString("alertformer");
        assertThat(record.get("classifications")).hasToString("[{\"classId\": 200, \"probability\": 1.0}]");
    }

    @Test
    void process_tooFewObservations_areDeclinedForDesc() throws Exception {
        // Given
        ClassifyProcessor processor = processor(forDesc(), FakeEngine.wantingObservations(2));

        // When
        processor.process(record(1, 60001));

        // Then
        assertThat(published()).isEmpty();
        GenericRecord record = desc(forwarded("test.desc").get(0));
        assertThat(record.get("classifications")).hasToString("[{\"classId\": 300, \"probability\": 1.0}]");
    }

    private static TopologySettings forDesc() {
        OutputSettings output = new OutputSettings(
                SETTINGS.output().topics(), OutputCodecs.of(Format.CONTAINER), 0.5, false, DescTaxonomy.shipped());
        return new TopologySettings(SETTINGS.input(), output, 256);
    }

    private static GenericRecord desc(Record<? extends byte[], ? extends Outgoing> record) throws IOException {
        Schema schema;
        try (InputStream in =
                ClassifyProcessorTest.class.getResourceAsStream("/schemas/desc/brokerClassification-0.9.1.avsc")) {
            schema = new Schema.Parser().parse(Objects.requireNonNull(in));
        }
        byte[] message = Objects.requireNonNull(record.value().value());
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(message, null));
    }

    private ClassifyProcessor processor(FakeEngine engine) {
        return processor(SETTINGS, engine);
    }

    private ClassifyProcessor processor(TopologySettings settings, FakeEngine engine) {
        StreamCounters counters = new StreamCounters();
        DeadLetters deadLetters = new DeadLetters("test.dead-letters", counters, 0, position -> Optional.empty());
        ClassifyProcessor processor = new ClassifyProcessor(settings, engine, counters, deadLetters);
        processor.init(context);
        return processor;
    }

    private void tick() {
        var punctuators = context.scheduledPunctuators();
        punctuators.get(punctuators.size() - 1).getPunctuator().punctuate(0);
    }

    private List<ClassAlert> published() {
        List<ClassAlert> alerts = new ArrayList<>();
        for (var record : forwarded("test.classifications")) {
            alerts.add(CLASS_ALERTS.decode(Objects.requireNonNull(record.value().value())));
        }
        return alerts;
    }

    private List<Record<? extends byte[], ? extends Outgoing>> forwarded(String topic) {
        List<Record<? extends byte[], ? extends Outgoing>> records = new ArrayList<>();
        for (CapturedForward<? extends byte[], ? extends Outgoing> forward : context.forwarded()) {
            if (forward.record().value().topic().equals(topic)) {
                records.add(forward.record());
            }
        }
        return records;
    }

    private static Record<byte[], SurveyAlert> record(long id, double mjd) {
        Observation trigger = new Observation(id, mjd, Band.R, Kind.DETECTION, 1000, 50, 0);
        SurveyAlert alert = new SurveyAlert("test", ObjectId.of(42), id, 10, 20, trigger, List.of());
        return new Record<>(
                "42".getBytes(StandardCharsets.UTF_8),
                alert,
                1_000 + id,
                SourceHeader.of(new SourcePosition("alerts", 7, id)));
    }
}
