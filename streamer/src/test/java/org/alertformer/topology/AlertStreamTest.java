package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.TestModels;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.alertformer.survey.WriterSchemas;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream on a real broker, exactly once. */
class AlertStreamTest {
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);

    @TempDir
    private Path directory;

    /**
     * 22 successive real alerts of ZTF21abiuvdk. The independent count reads the packets as generic Avro and gathers the
     * pairs of band and Julian date of everything with a magnitude: the 399 rows of the 22 packets hold 22 detections.
     */
    @Test
    void stream_realZtfSequence_oneClassAlertPerPacketWithAllItsDetections() throws Exception {
        Path folder = Path.of(System.getProperty("shared.directory", "")).resolve("samples/ztf/sequence");
        assumeTrue(Files.isDirectory(folder), "the real packets are not at hand");
        List<byte[]> packets = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                packets.add(Files.readAllBytes(file));
            }
        }
        List<Integer> expected = new ArrayList<>();
        Set<String> detections = new HashSet<>();
        for (byte[] packet : packets) {
            detections.addAll(detections(packet));
            expected.add(detections.size());
        }
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(settings(Survey.ZTF))) {
            stream.awaitRunning();

            // When
            packets.forEach(kafka::send);

            // Then
            List<ClassAlert> alerts = decode(kafka.readAll("test.classifications", 22));
            assertThat(alerts).hasSize(22);
            assertThat(alerts).extracting(ClassAlert::getObservationCount).containsExactlyElementsOf(expected);
            assertThat(alerts.get(21).getObservationCount()).isEqualTo(22);
            assertThat(alerts).extracting(ClassAlert::getObjectName).containsOnly("ZTF21abiuvdk");
            assertThat(kafka.read("test.dead-letters", 0)).isEmpty();
        }
    }

    @Test
    void stream_badInput_eachBecomesADeadLetterAndTheStreamGoesOn() throws Exception {
        byte[] good = ALERTS.encode(NativeAlerts.of(alert(1, 60001)));
        Alert sentinels = NativeAlerts.of(alert(2, 60002));
        sentinels.getObservations().get(0).setFlux(Float.NaN);
        sentinels.getObservations().get(0).setFluxErr(-999);
        byte[] oversized = Arrays.copyOf(good, 5 << 20);
        TopologySettings settings = new TopologySettings(
                new InputSettings(
                        Survey.NATIVE,
                        WriterSchemas.bundled(),
                        InputTopics.named(StreamFixture.INPUT),
                        false,
                        4 << 20,
                        100),
                OutputSettings.of(StreamFixture.OUTPUTS),
                256);
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(settings)) {
            stream.awaitRunning();

            // When
            kafka.send(good);
            kafka.send(Arrays.copyOf(good, good.length / 2));
            kafka.send("{\"objectId\": \"17\"}".getBytes(StandardCharsets.UTF_8));
            kafka.send(new byte[0]);
            kafka.send(null);
            kafka.send(oversized);
            kafka.send(ALERTS.encode(sentinels));
            kafka.send(ALERTS.encode(NativeAlerts.of(alert(3, 60003))));

            // Then
            assertThat(decode(kafka.readAll("test.classifications", 2)))
                    .extracting(ClassAlert::getAlertId)
                    .containsExactly(1L, 3L);
            Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> letter : kafka.read("test.dead-letters", 6)) {
                Map<String, String> headers = DeadLetter.describe(letter.headers());
                assertThat(headers).containsEntry("source-topic", "alerts").containsEntry("source-partition", "0");
                assertThat(headers.get("message")).isNotBlank();
                letters.put(headers.get("source-offset") + " " + headers.get("reason"), letter);
            }
            assertThat(letters)
                    .containsOnlyKeys(
                            "1 malformed", "2 invalid-value", "3 empty", "4 empty", "5 oversized", "6 invalid-value");
            assertThat(letters)
                    .hasEntrySatisfying(
                            "5 oversized", letter -> assertThat(letter.value()).isEqualTo(oversized))
                    .hasEntrySatisfying(
                            "6 invalid-value",
                            letter -> assertThat(DeadLetter.describe(letter.headers())
                                            .get("message"))
                                    .contains("NaN"));
        }
    }

    @Test
    void stream_restarted_goesOnWithItsLightCurvesAndRepeatsNothing() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory)) {
            try (AlertStream stream = kafka.stream(settings(Survey.NATIVE))) {
                stream.awaitRunning();
                for (int i = 1; i <= 100; i++) {
                    kafka.send(key(), ALERTS.encode(NativeAlerts.of(alert(i, 60000 + i))));
                }
                kafka.read("test.classifications", 50);
            }
            for (int i = 50; i <= 150; i++) {
                kafka.send(key(), ALERTS.encode(NativeAlerts.of(alert(i, 60000 + i))));
            }

            // When
            try (AlertStream stream = kafka.stream(settings(Survey.NATIVE))) {
                stream.awaitRunning();
                List<ClassAlert> alerts = decode(kafka.readAll("test.classifications", 150));

                // Then
                assertThat(alerts).hasSize(150);
                for (int i = 0; i < 150; i++) {
                    assertThat(alerts.get(i).getAlertId()).isEqualTo(i + 1);
                    assertThat(alerts.get(i).getObservationCount()).isEqualTo(i + 1);
                }
            }
        }
    }

    @Test
    void stream_closedWithAlertsInHand_answersThemFirst() throws Exception {
        StreamCounters counters = new StreamCounters();
        BatchSettings slow = new BatchSettings(1, 16, Duration.ofSeconds(1));
        try (StreamFixture kafka = new StreamFixture(directory);
                InferenceEngine engine = MicroBatcher.start(TestModels.open(), slow)) {
            AlertStream stream = kafka.stream(settings(Survey.NATIVE), engine, counters);
            stream.awaitRunning();
            kafka.send(key(), ALERTS.encode(NativeAlerts.of(alert(1, 60001))));
            Awaitility.await().until(() -> !counters.isNonePending());

            // When
            stream.close();

            // Then
            assertThat(counters.isNonePending()).isTrue();
            assertThat(decode(kafka.readAll("test.classifications", 1)))
                    .extracting(ClassAlert::getAlertId)
                    .containsExactly(1L);
        }
    }

    /** What happens at 0 h UTC: the same application subscribes to the next window of days. */
    @Test
    void stream_windowOfDaysMovesOn_goesOnWithItsLightCurves() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory)) {
            kafka.createTopic("night_1");
            kafka.createTopic("night_2");
            kafka.send("night_1", key(), ALERTS.encode(NativeAlerts.of(alert(1, 60001))));
            try (AlertStream stream = kafka.stream(nights("night_1|night_2"))) {
                stream.awaitRunning();
                kafka.send("night_2", key(), ALERTS.encode(NativeAlerts.of(alert(2, 60002))));
                kafka.read("test.classifications", 2);
            }
            kafka.createTopic("night_3");
            kafka.send("night_3", key(), ALERTS.encode(NativeAlerts.of(alert(3, 60003))));

            // When
            try (AlertStream stream = kafka.stream(nights("night_2|night_3"))) {
                stream.awaitRunning();

                // Then
                assertThat(decode(kafka.readAll("test.classifications", 3)))
                        .extracting(ClassAlert::getAlertId, ClassAlert::getObservationCount)
                        .contains(tuple(3L, 3))
                        .hasSize(3);
            }
        }
    }

    private static TopologySettings nights(String pattern) {
        InputSettings input = new InputSettings(
                Survey.NATIVE,
                WriterSchemas.bundled(),
                new InputTopics.Matching(Pattern.compile(pattern)),
                false,
                4 << 20,
                100);
        return new TopologySettings(input, OutputSettings.of(StreamFixture.OUTPUTS), 256);
    }

    /** A stream that is told to stop while it starts must not keep its command waiting. */
    @Test
    @Timeout(60)
    void stream_closedBeforeItRuns_isNotWaitedFor() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory)) {
            AlertStream stream = kafka.stream(settings(Survey.NATIVE));

            // When
            stream.close();

            // Then
            stream.awaitRunning();
            assertThat(stream.awaitEnd(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void stream_wrongKeyOnAKeyedTopic_isADeadLetterThatSaysSo() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(settings(Survey.NATIVE))) {
            stream.awaitRunning();

            // When
            kafka.send("43".getBytes(StandardCharsets.UTF_8), ALERTS.encode(NativeAlerts.of(alert(1, 60001))));

            // Then
            var letter = kafka.read("test.dead-letters", 1).get(0);
            assertThat(DeadLetter.describe(letter.headers()).get("message"))
                    .isEqualTo("the message's key is '43' but its object is '42'; key the topic by object or run with "
                            + "--repartition");
        }
    }

    private static TopologySettings settings(Survey survey) {
        return TopologySettings.of(survey, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS);
    }

    private static byte[] key() {
        return "42".getBytes(StandardCharsets.UTF_8);
    }

    private static SurveyAlert alert(long id, double mjd) {
        Observation trigger = new Observation(id, mjd, Band.R, Kind.DETECTION, 1000, 50, 0);
        return new SurveyAlert("test", ObjectId.of(42), id, 10, 20, trigger, List.of());
    }

    private static List<ClassAlert> decode(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(r -> CLASS_ALERTS.decode(r.value())).toList();
    }

    /** Band and Julian date of everything in a packet that has a magnitude. */
    private static Set<String> detections(byte[] packet) throws Exception {
        Set<String> found = new HashSet<>();
        try (var container =
                new DataFileStream<>(new ByteArrayInputStream(packet), new GenericDatumReader<GenericRecord>())) {
            GenericRecord alert = container.next();
            List<GenericRecord> rows = new ArrayList<>(List.of((GenericRecord) alert.get("candidate")));
            if (alert.get("prv_candidates") instanceof Iterable<?> history) {
                history.forEach(row -> rows.add((GenericRecord) row));
            }
            for (GenericRecord row : rows) {
                if (row.get("magpsf") != null) {
                    found.add(row.get("fid") + " " + row.get("jd"));
                }
            }
        }
        return found;
    }
}
