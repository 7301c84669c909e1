package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Random;
import java.util.Set;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.Device;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.OnnxModel;
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
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.StreamFixture;
import org.alertformer.topology.TopologySettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of unlike systems, as the trainer writes them (small data, few epochs): the stream answers as {@code classify} does. */
class SystemModelsTest {
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final Band[] BANDS = {Band.G, Band.R, Band.I};
    private static final int COUNT = 60;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"t2", "causal", "mlp", "transits", "granulation", "timemodattn"})
    void stream_modelOfASystem_answersAsClassifyDoes(String system) throws Exception {
        Path model = model(system);
        List<byte[]> packets = packets();
        Map<Long, JsonNode> expected = classify(model, packets);
        List<ConsumerRecord<byte[], byte[]>> records;
        try (StreamFixture kafka = new StreamFixture(folder.resolve("kafka"));
                InferenceEngine engine = MicroBatcher.start(
                        OnnxModel.open(model, Device.cpu), new BatchSettings(1, 16, Duration.ofMillis(5)));
                AlertStream stream = kafka.stream(
                        TopologySettings.of(
                                Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS),
                        engine)) {
            stream.awaitRunning();

            // When
            packets.forEach(packet -> kafka.send("42".getBytes(StandardCharsets.UTF_8), packet));

            records = kafka.readAll("test.classifications", expected.size());
        }

        // Then
        assertThat(records).hasSameSizeAs(expected.keySet()).hasSizeGreaterThan(COUNT / 2);
        Set<Float> answers = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ClassAlert answer = CLASS_ALERTS.decode(record.value());
            JsonNode line = Objects.requireNonNull(expected.get(answer.getAlertId()));
            assertThat(answer.getObservationCount())
                    .isEqualTo(line.get("observationCount").intValue());
            assertThat(answer.getClassifications())
                    .hasSize(line.get("classifications").size());
            for (int i = 0; i < answer.getClassifications().size(); i++) {
                JsonNode other = line.get("classifications").get(i);
                assertThat(answer.getClassifications().get(i).getName())
                        .isEqualTo(other.get("name").textValue());
                assertThat(answer.getClassifications().get(i).getProbability())
                        .isCloseTo(other.get("probability").floatValue(), within(1e-4f));
            }
            answers.add(answer.getClassifications().get(0).getProbability());
        }
        assertThat(answers).as("different light curves").hasSizeGreaterThan(COUNT / 4);
    }

    private Path model(String system) throws IOException {
        Path file = folder.resolve(system + ".onnx");
        try (InputStream in = SystemModelsTest.class.getResourceAsStream("/frozen/systems/" + system + ".onnx")) {
            Files.write(file, Objects.requireNonNull(in).readAllBytes());
        }
        return file;
    }

    /** A star that fades for half a day every three days and brightens once. */
    private static List<byte[]> packets() {
        Random random = new Random(8);
        List<byte[]> packets = new ArrayList<>();
        double mjd = 60000;
        for (int i = 1; i <= COUNT; i++) {
            mjd += 0.2 + 2 * random.nextDouble();
            double flare = 4000 * Math.exp(-0.5 * Math.pow((mjd - 60040) / 8, 2));
            float flux = (float) ((mjd % 3 < 0.5 ? 4500 : 5000) + flare + 60 * random.nextGaussian());
            Observation trigger = new Observation(i, mjd, BANDS[i % BANDS.length], Kind.DETECTION, flux, 60, 0);
            packets.add(ALERTS.encode(
                    NativeAlerts.of(new SurveyAlert("test", ObjectId.of(42), i, 10, 20, trigger, List.of()))));
        }
        return packets;
    }

    private Map<Long, JsonNode> classify(Path model, List<byte[]> packets) throws IOException {
        Path input = Files.createDirectory(folder.resolve("packets"));
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
}
