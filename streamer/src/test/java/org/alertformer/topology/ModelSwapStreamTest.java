package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.Device;
import org.alertformer.inference.TestModels;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.models.ModelFile;
import org.alertformer.models.ModelSource;
import org.alertformer.models.ModelSwap;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that changes while alerts come in, on a real broker. */
@Timeout(180)
class ModelSwapStreamTest {
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final int OBJECTS = 40;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void watchedFileReplacedUnderLoad_noAlertIsLostAndEachNamesItsModel() throws Exception {
        // Given
        Path file = directory.resolve("model.onnx");
        Files.write(file, TestModels.golden("1"));
        try (StreamFixture kafka = new StreamFixture(directory);
                ModelSource source =
                        ModelFile.watch(file, new ModelSwap(kafka.engine(), Device.cpu, new PrometheusRegistry()));
                AlertStream stream = kafka.stream(TopologySettings.of(
                        Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS))) {
            stream.awaitRunning();
            int before = 500;
            for (int i = 0; i < before; i++) {
                send(kafka, i);
            }
            kafka.read("test.classifications", before);

            // When
            Path next = directory.resolve("next.onnx");
            Files.write(next, TestModels.golden("2"));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            int during = before;
            while (!kafka.engine().model().card().version().equals("2")) {
                send(kafka, during++);
                Thread.sleep(1);
            }
            int after = during + 500;
            for (int i = during; i < after; i++) {
                send(kafka, i);
            }

            // Then
            Map<Long, String> versions = new HashMap<>();
            for (var record : kafka.readAll("test.classifications", after)) {
                ClassAlert alert = CLASS_ALERTS.decode(record.value());
                assertThat(versions.put(alert.getAlertId(), alert.getModel().getVersion()))
                        .as("an earlier answer to alert %s", alert.getAlertId())
                        .isNull();
            }
            assertThat(versions).hasSize(after);
            for (long i = 0; i < before; i++) {
                assertThat(versions.get(i + 1)).isEqualTo("1");
            }
            for (long i = during; i < after; i++) {
                assertThat(versions.get(i + 1)).isEqualTo("2");
            }
        }
    }

    @Test
    void watchedFileReplacedByABadOne_theStreamGoesOnWithTheOldModel() throws Exception {
        // Given
        Path file = directory.resolve("model.onnx");
        Files.write(file, TestModels.golden("1"));
        try (StreamFixture kafka = new StreamFixture(directory)) {
            ModelSwap swap = new ModelSwap(kafka.engine(), Device.cpu, new PrometheusRegistry());
            try (ModelSource source = ModelFile.watch(file, swap);
                    AlertStream stream = kafka.stream(TopologySettings.of(
                            Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS))) {
                stream.awaitRunning();

                // When
                Files.write(file, new byte[] {1, 2, 3});
                await().atMost(Duration.ofSeconds(60)).until(() -> swap.refused() == 1);
                send(kafka, 0);

                // Then
                List<String> versions = kafka.read("test.classifications", 1).stream()
                        .map(record ->
                                CLASS_ALERTS.decode(record.value()).getModel().getVersion())
                        .toList();
                assertThat(versions).containsExactly("1");
            }
        }
    }

    /** The alerts of some objects in turn. */
    private static void send(StreamFixture kafka, int number) {
        long object = 1 + number % OBJECTS;
        Observation trigger = new Observation(
                number + 1, 60000 + number / (double) OBJECTS, Band.R, Kind.DETECTION, 1000 + number, 50, 0);
        SurveyAlert alert = new SurveyAlert("test", ObjectId.of(object), number + 1L, 10, 20, trigger, List.of());
        kafka.send(Long.toString(object).getBytes(StandardCharsets.UTF_8), ALERTS.encode(NativeAlerts.of(alert)));
    }
}
