package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.Membership;
import org.alertformer.topology.OutputTopics;
import org.alertformer.topology.StreamSettings;
import org.alertformer.topology.TopologySettings;
import org.alertformer.trainer.study.SmallSystems;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The file of every system as the trainer writes it today, one after the other in one running stream on a real broker: the
 * stream answers as {@code classify} does, and nothing but the model card tells either what the model is.
 */
class SystemsInStreamTest {
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final Band[] BANDS = {Band.G, Band.R, Band.I};
    private static final String INPUT = "alerts";
    private static final OutputTopics OUTPUTS = new OutputTopics("test");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int COUNT = 40;

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static MicroBatcher engine;
    private static AlertStream stream;
    private static KafkaProducer<byte[], byte[]> producer;
    private static KafkaConsumer<byte[], byte[]> consumer;
    private static long object;

    @BeforeAll
    static void startStream() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of());
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(INPUT, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        engine = MicroBatcher.start(
                SmallSystems.made(SmallSystems.recipes().get(0)).open(),
                new BatchSettings(1, 16, Duration.ofMillis(5)));
        StreamSettings settings = new StreamSettings(
                broker.bootstrapServers(),
                "test",
                folder.resolve("state"),
                1,
                0,
                Duration.ZERO,
                Membership.ofStateDirectory(),
                Map.of(),
                TopologySettings.of(Survey.NATIVE, InputTopics.named(INPUT), OUTPUTS));
        stream = AlertStream.start(settings, engine);
        stream.awaitRunning();
        producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, Object> committed = new HashMap<>(client);
        committed.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(committed, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> answers = List.of(new TopicPartition(OUTPUTS.classifications(), 0));
        consumer.assign(answers);
        consumer.seekToBeginning(answers);
    }

    @AfterAll
    static void stopStream() {
        consumer.close();
        producer.close();
        stream.close();
        engine.close();
        broker.close();
    }

    @ParameterizedTest
    @MethodSource("org.alertformer.trainer.study.SmallSystems#recipes")
    void stream_fileOfASystem_answersAsClassifyDoes(Path recipe) throws Exception {
        SmallSystems.Made made = SmallSystems.made(recipe);
        object++;
        List<byte[]> packets = packets(object);
        Map<Long, JsonNode> expected = classify(made, packets);
        engine.swap(made.open());

        // When
        byte[] key = Long.toString(object).getBytes(StandardCharsets.UTF_8);
        packets.forEach(packet -> producer.send(new ProducerRecord<>(INPUT, key, packet)));

        // Then
        List<ClassAlert> answers = answers(expected.size());
        assertThat(answers).hasSizeGreaterThan(COUNT / 2);
        Set<Float> different = new HashSet<>();
        for (ClassAlert answer : answers) {
            JsonNode line = Objects.requireNonNull(expected.remove(answer.getAlertId()));
            assertThat(answer.getObjectId()).isEqualTo(object);
            assertThat(answer.getObservationCount())
                    .isEqualTo(line.get("observationCount").intValue());
            assertThat(answer.getClassifications())
                    .extracting(Classification::getName)
                    .containsExactlyElementsOf(made.data().classes());
            double sum = 0;
            for (int c = 0; c < answer.getClassifications().size(); c++) {
                float probability = answer.getClassifications().get(c).getProbability();
                JsonNode other = line.get("classifications").get(c);
                assertThat(probability).isCloseTo(other.get("probability").floatValue(), within(1e-4f));
                sum += probability;
            }
            assertThat(sum).isCloseTo(1, within(1e-3));
            different.add(answer.getClassifications().get(0).getProbability());
        }
        assertThat(expected).as("not answered").isEmpty();
        assertThat(different).as("different light curves").hasSizeGreaterThan(COUNT / 4);
    }

    /** A star that fades for half a day every three days and brightens once. */
    private static List<byte[]> packets(long number) {
        Random random = new Random(8);
        List<byte[]> packets = new ArrayList<>();
        double mjd = 60000;
        for (int i = 1; i <= COUNT; i++) {
            mjd += 0.2 + 2 * random.nextDouble();
            double flare = 4000 * Math.exp(-0.5 * Math.pow((mjd - 60030) / 8, 2));
            float flux = (float) ((mjd % 3 < 0.5 ? 4500 : 5000) + flare + 60 * random.nextGaussian());
            Observation trigger = new Observation(i, mjd, BANDS[i % BANDS.length], Kind.DETECTION, flux, 60, 0);
            packets.add(ALERTS.encode(
                    NativeAlerts.of(new SurveyAlert("test", ObjectId.of(number), i, 10, 20, trigger, List.of()))));
        }
        return packets;
    }

    /** The answers of the command, by alert. */
    private static Map<Long, JsonNode> classify(SmallSystems.Made made, List<byte[]> packets) throws IOException {
        Path place = Files.createDirectories(folder.resolve(made.recipe().name()));
        Path model = Files.write(place.resolve("model.onnx"), made.onnx());
        Path input = Files.createDirectory(place.resolve("packets"));
        for (int i = 0; i < packets.size(); i++) {
            Files.write(input.resolve(i + ".avro"), packets.get(i));
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ClassifyCommand command =
                new ClassifyCommand(new StandardOutput(new PrintStream(printed, true, StandardCharsets.UTF_8)));
        int exit = Program.of(command).execute("--device", "cpu", "--model", model.toString(), input.toString());
        if (exit != 0) {
            throw new IllegalStateException("classify ended with " + exit);
        }
        Map<Long, JsonNode> lines = new HashMap<>();
        for (String line : printed.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode json = new JsonMapper().readTree(line);
            lines.put(json.get("alertId").asLong(), json);
        }
        return lines;
    }

    /** So many as are to come, or fewer if it takes too long. */
    private static List<ClassAlert> answers(int count) {
        List<ClassAlert> answers = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (answers.size() < count && System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                answers.add(CLASS_ALERTS.decode(record.value()));
            }
        }
        return answers;
    }
}
