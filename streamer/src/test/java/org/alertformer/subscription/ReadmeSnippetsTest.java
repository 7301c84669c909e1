package org.alertformer.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Format;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README of the schemas tells people to type, run with the tools it names, where they are installed. */
final class ReadmeSnippetsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TOPIC = "alertformer.classifications";
    private static final String JSON_TOPIC = "json.classifications";
    private static final Path CONNECT = Path.of("target/connect");

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void publish() throws Exception {
        broker = EmbeddedBroker.start(data, 0, Map.of());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.of(TOPIC, JSON_TOPIC)
                            .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Format format : List.of(Format.CONTAINER, Format.JSON)) {
                ClassAlert alert = PublishedAlerts.classAlert("ZTF21abiuvdk", 7, "flare", 0.875f);
                byte[] value = AlertCodec.of(ClassAlert.class, format).encode(alert);
                String topic = format == Format.JSON ? JSON_TOPIC : TOPIC;
                var message = new ProducerRecord<>(topic, "ZTF21abiuvdk".getBytes(UTF_8), value);
                message.headers().add("class", "flare".getBytes(UTF_8));
                producer.send(message).get();
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void fastavroSnippet_printsTheAlert() throws Exception {
        List<String> python = python("fastavro", "confluent_kafka");

        String printed = outputOnceItHas("flare 0.875", with(python, snippet("python", "import fastavro")));

        assertThat(printed).contains("ZTF21abiuvdk").contains("flare 0.875");
    }

    @Test
    void avroSnippet_printsTheAlert() throws Exception {
        List<String> python = python("avro", "confluent_kafka");

        String printed = outputOnceItHas("flare 0.875", with(python, snippet("python", "DataFileReader")));

        assertThat(printed).contains("ZTF21abiuvdk").contains("flare 0.875");
    }

    @Test
    void kcatLines_printKeyAndHeaders_andSaveAnAvroFile() throws Exception {
        assumeTrue(succeeds("kcat", "-V"), "kcat is not installed");
        List<String> lines = readme().lines()
                .map(String::strip)
                .filter(line -> line.startsWith("kcat "))
                .toList();

        String printed = "";
        for (String line : lines) {
            printed += outputOnceItHas("", List.of("bash", "-c", atOurBroker(line)));
        }

        assertThat(lines).hasSize(2);
        assertThat(printed).contains("ZTF21abiuvdk  class=flare");
        assertThat(AlertCodec.of(ClassAlert.class, Format.CONTAINER)
                        .decode(Files.readAllBytes(folder.resolve("one.avro")))
                        .getBestProbability())
                .isEqualTo(0.875f);
    }

    @Test
    void connectSinkConnector_writesTheAlertsAsLines() throws Exception {
        assumeTrue(Files.isDirectory(CONNECT), "Kafka Connect is not there; src/test/connect/pom.xml fetches it");
        Path worker = Files.writeString(folder.resolve("worker.properties"), """
                bootstrap.servers=%s
                offset.storage.file.filename=%s
                listeners=http://127.0.0.1:0
                key.converter=org.apache.kafka.connect.storage.StringConverter
                value.converter=org.apache.kafka.connect.storage.StringConverter
                plugin.discovery=service_load
                """.formatted(
                        broker.bootstrapServers(), folder.resolve("offsets")));
        Path sink = Files.writeString(
                folder.resolve("sink.properties"),
                snippet("properties", "FileStreamSink").replace(TOPIC, JSON_TOPIC));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = List.of(
                java.toString(),
                "-cp",
                CONNECT.toAbsolutePath() + "/*",
                "org.apache.kafka.connect.cli.ConnectStandalone",
                worker.toString(),
                sink.toString());
        Path lines = folder.resolve("class-alerts.jsonl");
        Process connect = start(command);

        try {
            Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(lines) && Files.size(lines) > 0);
        } finally {
            connect.destroyForcibly().waitFor();
        }

        assertThat(Files.readAllLines(lines)).singleElement().asString().contains("\"objectName\":\"ZTF21abiuvdk\"");
    }

    private static List<String> python(String... modules) throws Exception {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            if (succeeds(python, "-c", "import " + String.join(", ", modules))) {
                return List.of(python, "-u", "-c");
            }
        }
        assumeTrue(false, "no Python with " + String.join(" and ", modules));
        throw new AssertionError("not reached");
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> with(List<String> command, String argument) {
        return Stream.concat(command.stream(), Stream.of(argument)).toList();
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("../schemas/README.md"));
    }

    private static String atOurBroker(String text) {
        return text.replace("localhost:9092", broker.bootstrapServers());
    }

    /** The fenced block in that language that has this in it, with our broker's address. */
    private static String snippet(String language, String mark) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(readme())
                .results()
                .map(block -> atOurBroker(block.group(1)))
                .filter(block -> block.contains(mark))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + language + " block with " + mark));
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    /** Runs a command until it ends or has printed this, whichever is first. */
    private String outputOnceItHas(String mark, List<String> command) throws Exception {
        Process process = start(command);
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !process.isAlive()
                            || !mark.isEmpty()
                                    && Files.readString(folder.resolve("output"))
                                            .contains(mark));
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
        return Files.readString(folder.resolve("output"));
    }
}
