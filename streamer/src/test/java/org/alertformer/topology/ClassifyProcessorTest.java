package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.alertformer.classification.PendingEntry;
import org.alertformer.classification.SourcePosition;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.ObjectState;
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
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClassifyProcessorTest {
    private static final TopologySettings SETTINGS =
            TopologySettings.of(Survey.NATIVE, InputTopics.named("alerts"), new OutputTopics("test"));
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);

    private final MockProcessorContext<byte[], Outgoing> context = new MockProcessorContext<>(new Properties());
    private final KeyValueStore<Bytes, byte[]> objects = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(AlertTopology.OBJECT_STORE), Serdes.Bytes(), Serdes.ByteArray())
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

    /**
     * A kill after any callback, which is where commits happen. What is published, from which light curves, and what is
     * stored in the end are as without kills. Alerts are late, repeated, for objects long quiet, and too many to be kept.
     * With a retention, what is quiet may be deleted or not yet.
     */
    @Test
    void init_afterKillsAtAnyTime_publishesAndStoresTheSame() {
        for (int seed = 0; seed < 40; seed++) {
            // Given
            List<Record<byte[], SurveyAlert>> records = records(new Random(seed), 150);
            double retention = seed % 2 == 0 ? TopologySettings.NO_RETENTION : 100;
            TopologySettings settings = new TopologySettings(SETTINGS.input(), SETTINGS.output(), 24, retention);
            List<Answered> expected = live(settings, records, new Random(seed), 0);
            List<String> stored = seed % 2 == 0 ? contents(objects) : notQuiet(records);
            clear();

            // When
            List<Answered> answered = live(settings, records, new Random(seed + 1000), 0.1);

            // Then
            assertThat(answered).as("seed %d", seed).isEqualTo(expected);
            assertThat(seed % 2 == 0 ? contents(objects) : notQuiet(records))
                    .as("seed %d", seed)
                    .isEqualTo(stored);
            assertThat(expected).as("seed %d", seed).hasSizeGreaterThan(100);
            clear();
        }
    }

    private List<String> notQuiet(List<Record<byte[], SurveyAlert>> records) {
        double end = records.get(records.size() - 1).value().trigger().mjd();
        List<String> states = new ArrayList<>();
        for (int object = 1; object <= 4; object++) {
            ObjectState state = LightCurveStore.read(objects, Integer.toString(object));
            states.add(state.newestMjd() < end - 50 ? "quiet" : state.toString());
        }
        return states;
    }

    private record Answered(String object, long alertId, LightCurve curve) {}

    /** Runs the records through processors that die with some probability after each callback. */
    private List<Answered> live(
            TopologySettings settings, List<Record<byte[], SurveyAlert>> records, Random random, double mortality) {
        List<Answered> answered = new ArrayList<>();
        FakeEngine engine = FakeEngine.answeringWhenTold();
        ClassifyProcessor processor = processor(settings, engine);
        int told = 0;
        int seen = 0;
        int next = 0;
        while (next < records.size() || pending.approximateNumEntries() > 0) {
            if (next < records.size() && random.nextBoolean()) {
                processor.process(records.get(next++));
            } else {
                for (int i = random.nextInt(4);
                        i > 0 && told < engine.submitted().size();
                        i--) {
                    engine.answer(told++);
                }
                tick();
            }
            for (ClassAlert alert : published()) {
                LightCurve curve = engine.submitted().get(seen++);
                answered.add(new Answered(alert.getObjectName(), alert.getAlertId(), curve));
            }
            context.resetForwards();
            if (random.nextDouble() < mortality) {
                processor.close();
                engine = FakeEngine.answeringWhenTold();
                processor = processor(settings, engine);
                told = 0;
                seen = 0;
            }
        }
        processor.close();
        return answered;
    }

    private static List<Record<byte[], SurveyAlert>> records(Random random, int count) {
        List<Record<byte[], SurveyAlert>> records = new ArrayList<>();
        double mjd = 60000;
        for (int i = 0; i < count; i++) {
            mjd += random.nextInt(30) == 0 ? 80 : 1;
            double late = random.nextInt(6) == 0 ? random.nextInt(20) : 0;
            long object = 1 + (long) (4 * random.nextDouble() * random.nextDouble());
            List<Observation> history = new ArrayList<>();
            for (int k = random.nextInt(6); k > 0; k--) {
                double before = mjd - late - random.nextInt(60);
                history.add(new Observation(
                        k,
                        before,
                        Band.G,
                        Kind.values()[random.nextInt(3)],
                        random.nextInt(100),
                        5,
                        random.nextInt(3)));
            }
            Observation trigger = new Observation(i, mjd - late, Band.R, Kind.DETECTION, 1000 + i, 50, 0);
            records.add(new Record<>(
                    new byte[0],
                    new SurveyAlert("test", ObjectId.of(object), i, 10, 20, trigger, history),
                    1_000 + i,
                    SourceHeader.of(new SourcePosition("alerts", 7, i))));
            if (random.nextInt(8) == 0) {
                records.add(records.get(random.nextInt(records.size())));
            }
        }
        return records;
    }

    private static <K> List<String> contents(KeyValueStore<K, byte[]> store) {
        List<String> contents = new ArrayList<>();
        try (KeyValueIterator<K, byte[]> all = store.all()) {
            all.forEachRemaining(
                    entry -> contents.add(entry.key + " " + HexFormat.of().formatHex(entry.value)));
        }
        return contents;
    }

    private void clear() {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = objects.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(objects::delete);
    }

    /** What commit 998efa3 left behind: an object's state with the alert in it, and the alert pending with its curve. */
    @Test
    void init_pendingAlertOfVersion1_isAnsweredWithTheCurveItHolds() throws IOException {
        // Given
        objects.put(Bytes.wrap("ZTF21abiuvdk".getBytes(StandardCharsets.UTF_8)), frozen("object-state-1.bin"));
        pending.put(17L, frozen("pending-alert-1.bin"));
        FakeEngine engine = FakeEngine.answeringAtOnce();

        // When
        processor(engine);
        tick();

        // Then
        ClassAlert answer = published().get(0);
        assertThat(answer.getObjectName()).isEqualTo("ZTF21abiuvdk");
        assertThat(answer.getAlertId()).isEqualTo(4503599627370497L);
        assertThat(answer.getMjd()).isEqualTo(60004.0625);
        assertThat(answer.getObservationCount()).isEqualTo(4);
        assertThat(answer.getIngestedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(pending.approximateNumEntries()).isZero();
        assertThat(LightCurveStore.read(objects, "ZTF21abiuvdk").curve())
                .isEqualTo(engine.submitted().get(0));
    }

    /** As this version writes them: a later one must go on reading them. */
    @Test
    void fromBytes_frozenEntriesOfEitherVersion_areRead() throws IOException {
        Observation forced = new Observation(7, 60000.25, Band.R, Kind.FORCED, -12.75f, 50, 60001.5);
        Observation trigger = new Observation(12, 60003.0625, Band.G, Kind.DETECTION, 2345.5f, 57.5f, 60003.5);
        Observation first = new Observation(11, 60000.125, Band.G, Kind.DETECTION, 1234.5f, 56.25f, 60000.5);
        ObjectId object = ObjectId.named("ZTF21abiuvdk");
        SurveyAlert alert = new SurveyAlert("ztf", object, 12, 314.26, 14.2, trigger, List.of(forced));
        SourcePosition source = new SourcePosition("ztf_20210808_programid1", 3, 12345);

        assertThat(SurveyAlert.fromBytes(frozen("survey-alert-1.bin")))
                .isEqualTo(alert.withHistory(List.of(forced, first)));
        assertThat(SurveyAlert.fromBytes(frozen("survey-alert-2.bin"))).isEqualTo(alert);
        assertThat(PendingEntry.fromBytes(frozen("pending-entry-2.bin")))
                .isEqualTo(new PendingEntry(alert, 1_700_000_000_000L, 1_700_000_000_123L, source, true));
    }

    private static byte[] frozen(String name) throws IOException {
        try (InputStream in = ClassifyProcessorTest.class.getResourceAsStream("/state/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void process_objectQuietForLongerThanTheRetention_beginsAnew() {
        // Given
        TopologySettings settings = new TopologySettings(SETTINGS.input(), SETTINGS.output(), 256, 30);
        ClassifyProcessor processor = processor(settings, FakeEngine.answeringAtOnce());
        processor.process(record(1, 60001));
        processor.process(record(2, 60031));

        // When
        processor.process(record(3, 60061.5));

        // Then
        assertThat(published()).extracting(ClassAlert::getObservationCount).containsExactly(1, 2, 1);
        assertThat(LightCurveStore.read(objects, "42").curve().size()).isEqualTo(1);
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
        ClassifyProcessor processor = new ClassifyProcessor(
                settings, engine, counters, deadLetters, new Draining(), new CommitRhythm(counters));
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
