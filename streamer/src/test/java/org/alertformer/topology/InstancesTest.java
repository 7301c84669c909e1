package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.alertformer.classification.NativeAlerts;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances of a stream on a real broker. */
final class InstancesTest {
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final TopologySettings TOPOLOGY =
            TopologySettings.of(Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS);
    private static final int OBJECTS = 100;
    /** An object's state, its pending alert, and the removal of that. */
    private static final int CHANGES = 3 * OBJECTS;

    @TempDir
    private Path directory;

    @Test
    void stream_standbyTakesOver_goesOnWithoutRestoring() throws Exception {
        Membership withStandby = new Membership(null, 1, true);
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream first = kafka.stream(TOPOLOGY, "a", withStandby)) {
            first.awaitRunning();
            sendNight(kafka, 1);
            kafka.read("test.classifications", OBJECTS);
            try (AlertStream second = kafka.stream(TOPOLOGY, "b", withStandby)) {
                second.awaitRunning();
                RestoreProgress progress = second.restores();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> progress.copied() + progress.restored() >= CHANGES);
                long before = progress.restored();

                // When
                first.close();

                // Then
                sendNight(kafka, 2);
                List<ClassAlert> alerts = kafka.readAll("test.classifications", 2 * OBJECTS).stream()
                        .map(record -> CLASS_ALERTS.decode(record.value()))
                        .toList();
                assertThat(alerts).hasSize(2 * OBJECTS);
                assertThat(alerts.stream().filter(alert -> alert.getAlertId() == 2))
                        .hasSize(OBJECTS)
                        .allMatch(alert -> alert.getObservationCount() == 2);
                assertThat(progress.restored() - before).isLessThan(OBJECTS);
            }
        }
    }

    @Test
    void stream_stateDirectoryInUse_isRefusedInWords() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream first = kafka.stream(TOPOLOGY)) {
            first.awaitRunning();

            assertThatThrownBy(() -> kafka.stream(TOPOLOGY))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by another process");
        }
    }

    @Test
    void stream_anotherOfTheSameName_endsTheFirstAndSaysWhy() throws Exception {
        Membership same = new Membership("twin", 0, false);
        try (StreamFixture kafka = new StreamFixture(directory);
                AlertStream first = kafka.stream(TOPOLOGY, "a", same)) {
            first.awaitRunning();

            // When
            try (AlertStream second = kafka.stream(TOPOLOGY, "b", same)) {
                second.awaitRunning();

                // Then
                assertThatThrownBy(() -> first.awaitEnd(Duration.ofSeconds(60)))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(InstanceTakenException.class)
                        .hasMessageContaining("another instance named twin");
                sendNight(kafka, 1);
                assertThat(kafka.readAll("test.classifications", OBJECTS)).hasSize(OBJECTS);
            }
        }
    }

    @Test
    void stateDirectory_takenAgain_keepsItsName() throws Exception {
        String name;
        try (StateDirectory state = StateDirectory.take(directory, "application")) {
            name = state.instance();
        }

        try (StateDirectory again = StateDirectory.take(directory, "application");
                StateDirectory other = StateDirectory.take(directory, "other")) {
            assertThat(again.instance()).isEqualTo(name);
            assertThat(other.instance()).isNotEqualTo(name);
        }
    }

    private static void sendNight(StreamFixture kafka, int night) {
        for (int object = 1; object <= OBJECTS; object++) {
            Observation trigger = new Observation(night, 60000 + night, Band.R, Kind.DETECTION, 1000, 50, 0);
            SurveyAlert alert = new SurveyAlert("test", ObjectId.of(object), night, 10, 20, trigger, List.of());
            byte[] key = Integer.toString(object).getBytes(StandardCharsets.UTF_8);
            kafka.send(key, ALERTS.encode(NativeAlerts.of(alert)));
        }
    }
}
