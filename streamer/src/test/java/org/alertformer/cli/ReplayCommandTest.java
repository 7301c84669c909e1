package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulated alerts through a real broker. */
class ReplayCommandTest {
    private static final int START = 61_041;

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter complaints = new StringWriter();

    @Test
    void call_aResumedReplaySendsWhatIsLeftAndNothingTwice() throws Exception {
        Path night = simulate();
        try (var broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of())) {
            String bootstrap = broker.bootstrapServers();
            replay(bootstrap, night, "--topic", "all");
            List<Double> all = times(bootstrap, "all");

            replay(bootstrap, night, "--topic", "some", "--resume", "n", "--limit", "40");
            interruptedBeforeItsCommit(bootstrap);
            replay(bootstrap, night, "--topic", "some", "--resume", "n");
            int nothingLeft = replay(bootstrap, night, "--topic", "some", "--resume", "n");

            assertThat(all).hasSizeGreaterThan(100).isSorted();
            assertThat(times(bootstrap, "some")).isEqualTo(all);
            assertThat(nothingLeft).isZero();

            int otherPart = replay(bootstrap, night, "--topic", "some", "--resume", "n", "--to-mjd", "61060");

            assertThat(otherPart).isEqualTo(2);
            assertThat(complaints.toString()).contains("other files or another part");
        }
    }

    @Test
    void call_loopsWithinTheWindowOfTime() throws Exception {
        Path night = simulate();
        try (var broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of())) {
            String bootstrap = broker.bootstrapServers();
            replay(bootstrap, night, "--topic", "all");
            List<Double> part = times(bootstrap, "all").stream()
                    .filter(mjd -> mjd >= START + 10 && mjd < START + 20)
                    .toList();

            replay(
                    bootstrap,
                    night,
                    "--topic",
                    "part",
                    "--from-mjd",
                    Integer.toString(START + 10),
                    "--to-mjd",
                    Integer.toString(START + 20),
                    "--loop",
                    "--limit",
                    Integer.toString(2 * part.size()));

            List<Double> twice = new ArrayList<>(part);
            twice.addAll(part);
            assertThat(part).isNotEmpty();
            assertThat(times(bootstrap, "part")).isEqualTo(twice);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--burst, --burst and --burst-size need --rate",
        "--longest-gap=5, --longest-gap needs --speed",
        "--speed=fast, speed 'fast' is not a number",
        "--rate=0, rate 0.0 is not positive",
        "--limit=0, --limit 0 is not positive"
    })
    void call_wrongUseIsOneLine(String option, String complaint) {
        int exit = execute(option, "nothing.avro");

        assertThat(exit).isEqualTo(2);
        assertThat(complaints.toString()).contains(complaint).hasLineCount(1);
    }

    /** A sender of that name that dies within a transaction: its packet must not show, nor count. */
    private static void interruptedBeforeItsCommit(String bootstrap) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrap, ProducerConfig.TRANSACTIONAL_ID_CONFIG, "alertformer-replay-n");
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("some", new byte[] {1}));
            producer.flush();
            producer.close(Duration.ZERO);
        }
    }

    private Path simulate() {
        Path night = folder.resolve("night");
        Program.of(new SimulateCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .execute("--survey", "ztf", "--objects", "150", "--nights", "60", "--seed", "5", night.toString());
        return night.resolve("alerts.avro");
    }

    private int replay(String bootstrap, Path file, String... options) throws IOException {
        assertThat(Files.size(file)).isPositive();
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--bootstrap", bootstrap, "--partitions", "1", file.toString()));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return Program.of(new ReplayCommand())
                .setErr(new PrintWriter(complaints, true))
                .execute(arguments);
    }

    /** Times of the committed alerts' triggering observations, in the topic's order. */
    private static List<Double> times(String bootstrap, String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        List<Double> times = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> times.add(codec.decode(record.value())
                                .getObservations()
                                .get(0)
                                .getMjd()));
            }
        }
        return times;
    }
}
