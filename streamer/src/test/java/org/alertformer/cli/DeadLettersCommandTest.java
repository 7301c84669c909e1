package org.alertformer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.alertformer.survey.WriterSchemas;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.DeadLetter;
import org.alertformer.topology.InputSettings;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.OutputSettings;
import org.alertformer.topology.StreamFixture;
import org.alertformer.topology.TopologySettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Dead letters of a real stream on a real broker. */
class DeadLettersCommandTest {
    private static final byte[] KEY = "42".getBytes(UTF_8);
    private static final int ROOMY = 1 << 20;
    /** No alert is as short as this. */
    private static final int TIGHT = 50;

    @TempDir
    private Path directory;

    /** What a run left behind. */
    private record Result(int exit, String out, String errors) {}

    @Test
    void replay_afterTheCauseIsPutRight_isAnsweredOnce() throws Exception {
        byte[] record = alert(1);
        try (StreamFixture kafka = new StreamFixture(directory)) {
            ConsumerRecord<byte[], byte[]> buried = buried(kafka, record);
            try (AlertStream mended = kafka.stream(settings(ROOMY))) {
                mended.awaitRunning();

                // When
                Result first = run(kafka, new ReplayLettersCommand());

                // Then
                assertThat(first.out()).startsWith("1 records sent again {oversized=1}");
                assertThat(kafka.read("test.classifications", 1)).hasSize(1);
                assertThat(run(kafka, new ReplayLettersCommand()).out())
                        .contains("0 records sent again", "1 were sent before");
                List<ConsumerRecord<byte[], byte[]>> sent = kafka.readAll(StreamFixture.INPUT, 2);
                assertThat(sent).hasSize(2);
                ConsumerRecord<byte[], byte[]> again = sent.get(1);
                assertThat(again.value()).isEqualTo(record);
                assertThat(again.key()).isEqualTo(KEY);
                assertThat(again.partition()).isEqualTo(sent.get(0).partition());
                assertThat(again.timestamp())
                        .isEqualTo(sent.get(0).timestamp())
                        .isEqualTo(DeadLetter.parse(buried).timestamp());
                assertThat(DeadLetter.replays(again.headers())).isEqualTo(1);
                assertThat(kafka.readAll("test.classifications", 1)).hasSize(1);
            }
        }
    }

    @Test
    void replay_poisonThatComesBack_isCountedAndGivenUp() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory)) {
            buried(kafka, alert(1));
            try (AlertStream stream = kafka.stream(settings(TIGHT))) {
                stream.awaitRunning();

                // When
                for (int letters = 2; letters <= 3; letters++) {
                    run(kafka, new ReplayLettersCommand(), "--max-replays", "2");
                    kafka.read("test.dead-letters", letters);
                }

                // Then
                assertThat(kafka.readAll("test.dead-letters", 3))
                        .extracting(letter -> DeadLetter.parse(letter).replays())
                        .containsExactly(0, 1, 2);
                assertThat(run(kafka, new ReplayLettersCommand(), "--max-replays", "2")
                                .out())
                        .contains("0 records sent again", "2 were sent before", "1 came back 2 times or more");
            }
        }
    }

    /** A replay that dies within its transaction has sent nothing and remembers nothing. */
    @Test
    void replay_afterOneThatDiedBeforeItsCommit_sendsEverything() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory)) {
            ConsumerRecord<byte[], byte[]> letter = buried(kafka, alert(1));
            run(kafka, new ReplayLettersCommand(), "--reason", "malformed"); // makes the ledger, sends nothing
            diesBeforeItsCommit(kafka, letter);

            // When
            Result result = run(kafka, new ReplayLettersCommand());

            // Then
            assertThat(result.out()).startsWith("1 records sent again");
            assertThat(kafka.readAll(StreamFixture.INPUT, 2)).hasSize(2);
        }
    }

    @Test
    void replay_dryRun_sendsNothing() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory)) {
            buried(kafka, alert(1));

            // When
            Result result = run(kafka, new ReplayLettersCommand(), "--dry-run");

            // Then
            assertThat(result.out()).startsWith("1 records would be sent {oversized=1}");
            assertThat(kafka.readAll(StreamFixture.INPUT, 1)).hasSize(1);
        }
    }

    @Test
    void replay_toAnotherTopic_leavesTheSourceAlone() throws Exception {
        byte[] record = alert(1);
        try (StreamFixture kafka = new StreamFixture(directory)) {
            ConsumerRecord<byte[], byte[]> letter = buried(kafka, record);
            kafka.createTopic("mended");

            // When
            Result result = run(
                    kafka, new ReplayLettersCommand(), "--topic", "mended", letter.partition() + "@" + letter.offset());

            // Then
            assertThat(result.exit()).isZero();
            assertThat(kafka.read("mended", 1).get(0).value()).isEqualTo(record);
            assertThat(kafka.readAll(StreamFixture.INPUT, 1)).hasSize(1);
            assertThat(run(kafka, new ReplayLettersCommand(), "--topic", "none").errors())
                    .contains("there is no topic none");
            assertThat(run(kafka, new ReplayLettersCommand(), "other-0@1").errors())
                    .contains("there are no such dead letters on test.dead-letters: [other-0@1]");
        }
    }

    @Test
    void list_andShow_tellWhereWhenAndWhy() throws Exception {
        byte[] record = alert(1);
        try (StreamFixture kafka = new StreamFixture(directory)) {
            ConsumerRecord<byte[], byte[]> letter = buried(kafka, record);
            DeadLetter parsed = DeadLetter.parse(letter);
            String own = letter.partition() + "@" + letter.offset();
            String source = "alerts-" + parsed.source().partition() + "@"
                    + parsed.source().offset();

            // When
            Result list = run(kafka, new ListLettersCommand(out));

            // Then
            assertThat(list.out().lines().toList().get(1))
                    .startsWith(own + " ")
                    .contains(" oversized ", " " + source + " ", " 42 ", record.length + " bytes, allowed are 50");
            assertThat(run(kafka, new ListLettersCommand(out), "--reason", "empty")
                            .out())
                    .isEmpty();
            JsonNode json = new ObjectMapper()
                    .readTree(run(kafka, new ListLettersCommand(out), "--format", "json")
                            .out());
            assertThat(json.get("source-offset").asText())
                    .isEqualTo(Long.toString(parsed.source().offset()));
            assertThat(json.get("key").asText()).isEqualTo("42");
            assertThat(run(kafka, new ListLettersCommand(out), "--summary")
                            .out()
                            .lines())
                    .element(1)
                    .asString()
                    .containsPattern(" 1  oversized +alerts ");

            Path file = directory.resolve("packet.avro");
            Result shown =
                    run(kafka, new ShowLetterCommand(out), own, "--survey", "native", "--output", file.toString());
            assertThat(shown.out())
                    .contains("reason     oversized", "from       " + source, "key        42", "object 42, alert 1");
            assertThat(Files.readAllBytes(file)).isEqualTo(record);
            assertThat(run(kafka, new ShowLetterCommand(out), source).out()).contains("letter     " + own + " on ");
            assertThat(run(kafka, new ShowLetterCommand(out), "0@999").errors())
                    .contains("there is no dead letter 0@999");
            assertThat(run(kafka, new ShowLetterCommand(out), "17").exit()).isEqualTo(2);
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Sends a record that is longer than the stream allows. */
    private static ConsumerRecord<byte[], byte[]> buried(StreamFixture kafka, byte[] record) throws Exception {
        try (AlertStream stream = kafka.stream(settings(TIGHT))) {
            stream.awaitRunning();
            kafka.send(KEY, record);
            return kafka.read("test.dead-letters", 1).get(0);
        }
    }

    private static void diesBeforeItsCommit(StreamFixture kafka, ConsumerRecord<byte[], byte[]> letter) {
        Map<String, Object> config = kafka.client();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test.dead-letters.replay");
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(StreamFixture.INPUT, new byte[] {1}));
            String entry = letter.partition() + "@" + letter.offset();
            producer.send(new ProducerRecord<>("test.dead-letters.replayed", entry.getBytes(UTF_8), new byte[0]));
            producer.flush();
            producer.close(Duration.ZERO);
        }
    }

    private Result run(StreamFixture kafka, Object command, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("--bootstrap", String.valueOf(kafka.client().get("bootstrap.servers")), "--prefix", "test"));
        all.addAll(Arrays.asList(arguments));
        StringWriter text = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line =
                Program.of(command).setOut(new PrintWriter(text, true)).setErr(new PrintWriter(errors, true));
        out.reset();
        int exit = line.execute(all.toArray(String[]::new));
        return new Result(exit, text + out.toString(UTF_8), errors.toString());
    }

    private static TopologySettings settings(int maximumRecordBytes) {
        InputSettings input = new InputSettings(
                Survey.NATIVE,
                WriterSchemas.bundled(),
                InputTopics.named(StreamFixture.INPUT),
                true,
                maximumRecordBytes,
                100);
        return new TopologySettings(input, OutputSettings.of(StreamFixture.OUTPUTS), 256);
    }

    private static byte[] alert(long id) {
        Observation trigger = new Observation(id, 60000 + id, Band.R, Kind.DETECTION, 1000, 50, 0);
        return AlertCodec.of(Alert.class, Format.CONTAINER)
                .encode(NativeAlerts.of(new SurveyAlert("test", ObjectId.of(42), id, 10, 20, trigger, List.of())));
    }
}
