package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelException;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.Prediction;
import org.alertformer.inference.TestModels;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.alertformer.survey.WriterSchemas;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a record can fail, on a real broker. */
class DeadLetterStreamTest {
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final int LARGEST = 100_000;

    @TempDir
    private Path directory;

    @Test
    void stream_eachKindOfFailure_keepsBytesKeyTimestampAndPositionUnderItsOwnReason() throws Exception {
        byte[] good = bytes(alert(1, 60001));
        Alert badTime = NativeAlerts.of(alert(2, 60002));
        badTime.getObservations().get(0).setMjd(Double.NaN);
        Alert badError = NativeAlerts.of(alert(3, 60003));
        badError.getObservations().get(0).setFluxErr(-1);
        byte[] foreign = ByteBuffer.allocate(20).put((byte) 0xc3).put((byte) 1).array();
        byte[] poison = bytes(alert(13, 60013));
        Map<String, byte[]> sent = new TreeMap<>();
        sent.put("1 malformed", "not an alert".getBytes(StandardCharsets.UTF_8));
        sent.put("2 unknown-schema", foreign);
        sent.put("3 oversized", new byte[LARGEST + 1]);
        sent.put("4 invalid-value", ALERTS.encode(badTime));
        sent.put("5 invalid-value", ALERTS.encode(badError));
        sent.put("6 wrong-key", bytes(other(6)));
        sent.put("7 empty", new byte[0]);
        sent.put("8 model-failed", poison);
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(settings(100), new Superstitious())) {
            stream.awaitRunning();

            // When
            kafka.send(key(), good);
            sent.values().forEach(message -> kafka.send(key(), message));
            kafka.send(key(), bytes(alert(9, 60009)));

            // Then
            assertThat(kafka.read("test.classifications", 2)).hasSize(2);
            Map<String, byte[]> letters = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : kafka.read("test.dead-letters", sent.size())) {
                DeadLetter letter = DeadLetter.parse(record);
                letters.put(letter.source().offset() + " " + letter.reason(), letter.value());
                assertThat(letter.key()).isEqualTo(key());
                assertThat(letter.source().topic()).isEqualTo("alerts");
                assertThat(letter.timestamp()).isEqualTo(record.timestamp()).isPositive();
                assertThat(letter.message()).isNotBlank();
                assertThat(letter.isWhole()).isTrue();
            }
            assertThat(letters).containsOnlyKeys(sent.keySet());
            sent.forEach((name, value) -> assertThat(letters.get(name)).as(name).isEqualTo(value));
            assertThat(stream.counters().snapshot().dead())
                    .containsOnly(
                            Map.entry("malformed", 1L),
                            Map.entry("unknown-schema", 1L),
                            Map.entry("oversized", 1L),
                            Map.entry("invalid-value", 2L),
                            Map.entry("wrong-key", 1L),
                            Map.entry("empty", 1L),
                            Map.entry("model-failed", 1L));
        }
    }

    /** What a new packet format does to a reader that does not know it. */
    @Test
    @Timeout(120)
    void stream_everyRecordFails_stopsAndSaysWhere() throws Exception {
        int sent = 500;
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(settings(20))) {
            stream.awaitRunning();
            for (int i = 0; i < sent; i++) {
                kafka.send(key(), new byte[] {7, 7, 7});
            }

            // When, Then
            assertThatThrownBy(() -> stream.awaitEnd(Duration.ofSeconds(100)))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(SystematicFailureException.class)
                    .hasMessageContainingAll("the last 20 records of topic alerts", "malformed", "dead-letters replay");
            List<Long> offsets = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : kafka.readAll("test.dead-letters", 0)) {
                offsets.add(DeadLetter.parse(record).source().offset());
            }
            assertThat(offsets).doesNotHaveDuplicates().hasSizeLessThan(20);
        }
    }

    @Test
    @Timeout(120)
    void stream_everyAlertFailsInTheModel_stopsAndSaysWhere() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(settings(20), new Superstitious())) {
            stream.awaitRunning();
            for (int i = 0; i < 40; i++) {
                kafka.send(key(), bytes(alert(i, 60013)));
            }

            // When, Then
            assertThatThrownBy(() -> stream.awaitEnd(Duration.ofSeconds(100)))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(SystematicFailureException.class)
                    .hasMessageContainingAll("the last 20 records of topic alerts", "model-failed", "thirteen");
        }
    }

    @Test
    void stream_everyOtherRecordFails_goesOn() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(settings(2))) {
            stream.awaitRunning();

            // When
            for (int i = 1; i <= 50; i++) {
                kafka.send(key(), new byte[] {7});
                kafka.send(key(), bytes(alert(i, 60000 + i)));
            }

            // Then
            assertThat(kafka.read("test.classifications", 50)).hasSize(50);
            assertThat(kafka.read("test.dead-letters", 50)).hasSize(50);
        }
    }

    @Test
    void find_aRecordThatIsGone_isNothing() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory);
                OriginalRecords originals = new OriginalRecords(kafka.client())) {
            kafka.send(key(), bytes(alert(1, 60001)));

            // When
            var found = originals.find(new SourcePosition(StreamFixture.INPUT, 0, 1_000_000));

            // Then
            assertThat(found).isEmpty();
        }
    }

    private static TopologySettings settings(int maximumFailures) {
        InputSettings input = new InputSettings(
                Survey.NATIVE,
                WriterSchemas.bundled(),
                InputTopics.named(StreamFixture.INPUT),
                true,
                LARGEST,
                maximumFailures);
        return new TopologySettings(input, OutputSettings.of(StreamFixture.OUTPUTS), 256);
    }

    private static byte[] key() {
        return "42".getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(SurveyAlert alert) {
        return ALERTS.encode(NativeAlerts.of(alert));
    }

    private static SurveyAlert alert(long id, double mjd) {
        Observation trigger = new Observation(id, mjd, Band.R, Kind.DETECTION, 1000, 50, 0);
        return new SurveyAlert("test", ObjectId.of(42), id, 10, 20, trigger, List.of());
    }

    private static SurveyAlert other(long id) {
        SurveyAlert alert = alert(id, 60000 + id);
        return new SurveyAlert("test", ObjectId.of(43), id, 10, 20, alert.trigger(), List.of());
    }

    /** Fails for light curves that end on day 60013. */
    private static final class Superstitious implements InferenceEngine {
        private static final ModelIdentity MODEL = new ModelIdentity("0".repeat(64), TestModels.card());

        @Override
        public CompletableFuture<Prediction> submit(LightCurve curve) {
            return curve.get(curve.size() - 1).mjd() == 60013
                    ? CompletableFuture.failedFuture(new ModelException("thirteen"))
                    : CompletableFuture.completedFuture(new Prediction(MODEL, new float[] {0.25f, 0.75f}, null, null));
        }

        @Override
        public ModelIdentity model() {
            return MODEL;
        }

        @Override
        public void close() {}
    }
}
