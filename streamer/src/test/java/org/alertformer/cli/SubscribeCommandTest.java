package org.alertformer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.subscription.PublishedAlerts;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against a broker that holds six class alerts in two partitions, one of them aborted, one undecodable. */
final class SubscribeCommandTest {
    private static final long HOUR = 3_600_000;

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private static EmbeddedBroker broker;

    /** What a run left behind. */
    private record Result(int exit, byte[] out, String errors) {
        String text() {
            return new String(out, UTF_8);
        }

        List<String> lines() {
            return text().lines().toList();
        }
    }

    @BeforeAll
    static void publish() throws Exception {
        broker = EmbeddedBroker.start(data, 0, Map.of());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(
                                    "alertformer.classifications",
                                    "alertformer.flares",
                                    "alertformer.dead-letters",
                                    "live.classifications")
                            .stream()
                            .map(name -> new NewTopic(
                                    name, Optional.of(name.endsWith("classifications") ? 2 : 1), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
        AlertCodec<ClassAlert> classes = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
        AlertCodec<FlareAlert> flares = AlertCodec.of(FlareAlert.class, Format.JSON);
        long now = System.currentTimeMillis();
        try (var producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, 0, now - 3 * HOUR, "ZTF1", "ztf", "flare", classAlert(classes, "ZTF1", 1, "flare", 0.9f));
            send(producer, 1, now - 2 * HOUR, "ZTF2", "ztf", "drw", classAlert(classes, "ZTF2", 2, "drw", 0.8f));
            send(producer, 0, now, "ZTF1", "ztf", "flare", classAlert(classes, "ZTF1", 3, "flare", 0.6f));
            send(producer, 1, now, "99", "simulated", "periodic", classAlert(classes, "99", 4, "periodic", 0.5f));
            send(producer, 1, now, "broken", "broken", "broken", new byte[] {1, 2, 3});
            producer.send(new ProducerRecord<>(
                    "alertformer.flares", 0, now, bytes("ZTF1"), flares.encode(PublishedAlerts.flareAlert("ZTF1", 1))));
            var letter = new ProducerRecord<>("alertformer.dead-letters", 0, now, bytes("key"), bytes("not an alert"));
            letter.headers()
                    .add("reason", bytes("malformed"))
                    .add("message", bytes("the first byte\nis wrong"))
                    .add("source-topic", bytes("ztf"))
                    .add("source-partition", bytes("3"))
                    .add("source-offset", bytes("42"));
            producer.send(letter);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, 0, now, "aborted", "ztf", "flare", classAlert(classes, "aborted", 9, "flare", 1f));
            producer.flush();
            producer.abortTransaction();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void subscribe_classAndProbability_showsATableOfThem() {
        Result result = subscribe("--until-end", "--class", "flare,drw", "--min-probability", "0.7");

        assertThat(result.exit).isZero();
        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(0)).startsWith("object").contains("MJD (TAI)", "obs", "class", "prob");
        assertThat(result.lines().subList(1, 3))
                .anySatisfy(row -> assertThat(row).matches("ZTF1 .* flare +0.900 +\u2588+"))
                .anySatisfy(row -> assertThat(row).matches("ZTF2 .* drw +0.800 +\u2588+"));
    }

    @Test
    void subscribe_json_givesPublishedRecordsWithIdsAsStrings() throws IOException {
        Result result = subscribe("--until-end", "--format", "json", "--survey", "simulated");

        var record = new JsonMapper().readTree(result.out);
        assertThat(result.lines()).hasSize(1);
        assertThat(record.get("objectName").textValue()).isEqualTo("99");
        assertThat(record.get("alertId").textValue()).isEqualTo("4");
    }

    @Test
    void subscribe_avro_isOneContainer() throws IOException {
        Result result = subscribe("--until-end", "--format", "avro", "--object", "ZTF1,ZTF2");

        List<Long> alerts = new ArrayList<>();
        try (var file =
                new DataFileStream<GenericRecord>(new ByteArrayInputStream(result.out), new GenericDatumReader<>())) {
            file.forEach(record -> alerts.add((Long) record.get("alertId")));
        }
        assertThat(alerts).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void subscribe_recordThatPassesButCannotBeDecoded_namesItsPlace() {
        Result result = subscribe("--until-end", "--class", "broken");

        assertThat(result.exit).isEqualTo(1);
        assertThat(result.errors.lines())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("alertformer.classifications partition 1 offset 2");
    }

    @Test
    void subscribe_limit_stopsThere() {
        Result result = subscribe("--from", "earliest", "--object", "ZTF1", "--limit", "1", "--format", "json");

        assertThat(result.lines()).hasSize(1);
    }

    @Test
    void subscribe_fromATimeAgo_leavesOutTheOlder() {
        Result result = subscribe("--until-end", "--from", "-150m", "--survey", "ztf", "--format", "json");

        assertThat(result.lines()).hasSize(2).noneMatch(line -> line.contains("\"alertId\":\"1\""));
    }

    @Test
    void subscribe_group_goesOnWhereItLeftOff() {
        Result first = subscribe(
                "--until-end", "--group", "g", "--survey", "simulated,ztf", "--limit", "2", "--format", "json");
        Result second = subscribe("--until-end", "--group", "g", "--survey", "simulated,ztf", "--format", "json");

        assertThat(first.lines()).hasSize(2);
        assertThat(second.lines()).hasSize(2).doesNotContainAnyElementsOf(first.lines());
    }

    @Test
    void subscribe_save_writesOneFileAnAlert() throws IOException {
        Result result = subscribe("--until-end", "--topic", "flares", "--save", folder.toString());

        FlareAlert saved = AlertCodec.of(FlareAlert.class, Format.JSON)
                .decode(Files.readAllBytes(folder.resolve("ZTF1-1-flare.avro")));
        assertThat(saved.getObjectName()).isEqualTo("ZTF1");
        assertThat(result.lines()).hasSize(2);
    }

    @Test
    void subscribe_deadLetters_saysWhyAndWhereFrom() throws IOException {
        Result result = subscribe("--until-end", "--topic", "dead-letters", "--save", folder.toString());

        assertThat(result.lines().get(1)).contains("malformed", "ztf-3@42", "the first byte; is wrong");
        assertThat(folder.resolve("alertformer.dead-letters-0-0.bytes")).hasContent("not an alert");
    }

    @Test
    void subscribe_lag_countsWhatIsLeftOfEachPartition() {
        Result result = subscribe("--lag", "--format", "json", "--topic", "dead-letters");

        assertThat(result.text()).isEqualToIgnoringNewLines("{\"partition\":0,\"position\":0,\"end\":2,\"lag\":2}");
    }

    @Test
    void subscribe_readerGone_endsQuietly() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        Result result = subscribe(closed, "--from", "earliest", "--class", "flare");

        assertThat(result.exit).isZero();
        assertThat(result.errors).isEmpty();
    }

    @Test
    void subscribe_live_showsAlertsAsTheyCome() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var running = new FutureTask<>(() -> subscribe(out, "--prefix", "live", "--limit", "1", "--format", "json"));
        Thread thread = new Thread(running);
        byte[] alert = classAlert(AlertCodec.of(ClassAlert.class, Format.SINGLE_OBJECT), "late", 7, "drw", 1f);

        thread.start();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    try (var producer = plainProducer()) {
                        producer.send(new ProducerRecord<>("live.classifications", bytes("late"), alert))
                                .get();
                    }
                    return running.isDone();
                });
        assertThat(running.get(1, TimeUnit.SECONDS).exit).isZero();
        assertThat(out.toString(UTF_8)).contains("\"objectName\":\"late\"").hasLineCount(1);
    }

    @Test
    void subscribe_noSuchTopic_saysSo() {
        Result result = subscribe("--prefix", "nowhere");

        assertThat(result.exit).isEqualTo(1);
        assertThat(result.errors).contains("nowhere.classifications").hasLineCount(1);
    }

    @Test
    void subscribe_wrongUse_isToldInOneLine() {
        List<Result> results = List.of(
                subscribe("--topic", "flare"),
                subscribe("--min-probability", "2"),
                subscribe("--from", "tomorrow"),
                subscribe("--limit", "0"),
                subscribe("--format", "csv"),
                subscribe("--topic", "dead-letters", "--class", "drw"),
                subscribe("--topic", "dead-letters", "--format", "avro"));

        assertThat(results).allSatisfy(result -> {
            assertThat(result.exit).isEqualTo(2);
            assertThat(result.errors).hasLineCount(1);
        });
    }

    private static Result subscribe(String... arguments) {
        return subscribe(new ByteArrayOutputStream(), arguments);
    }

    private static Result subscribe(OutputStream out, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--bootstrap", broker.bootstrapServers()));
        all.addAll(Arrays.asList(arguments));
        StringWriter errors = new StringWriter();
        CommandLine command =
                Program.of(new SubscribeCommand(new StandardOutput(out))).setErr(new PrintWriter(errors, true));
        int exit = command.execute(all.toArray(String[]::new));
        byte[] written = out instanceof ByteArrayOutputStream memory ? memory.toByteArray() : new byte[0];
        return new Result(exit, written, errors.toString());
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            int partition,
            long timestamp,
            String object,
            String survey,
            String bestClass,
            byte[] value) {
        var record = new ProducerRecord<>("alertformer.classifications", partition, timestamp, bytes(object), value);
        record.headers().add("survey", bytes(survey)).add("class", bytes(bestClass));
        producer.send(record);
    }

    private static byte[] classAlert(
            AlertCodec<ClassAlert> codec, String object, long alert, String best, float probability) {
        return codec.encode(PublishedAlerts.classAlert(object, alert, best, probability));
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static KafkaProducer<byte[], byte[]> plainProducer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
