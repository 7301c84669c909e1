package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.Device;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.ModelException;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.inference.ShadowedEngine;
import org.alertformer.inference.TestModels;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second model beside the one that serves, on a real broker. */
@Timeout(180)
class ShadowStreamTest {
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final AlertCodec<FlareAlert> FLARE_ALERTS = AlertCodec.of(FlareAlert.class, Format.CONTAINER);
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shadow_restartedStream_bothModelsAnswerEveryAlertOnce() throws Exception {
        // Given
        try (StreamFixture kafka = new StreamFixture(directory);
                MicroBatcher second = MicroBatcher.start(
                        OnnxModel.open(TestModels.golden("2"), "second", Device.cpu),
                        new BatchSettings(1, 8, Duration.ofMillis(5)))) {
            InferenceEngine engine = new ShadowedEngine(kafka.engine(), second);
            try (AlertStream stream = kafka.stream(settings(), engine)) {
                stream.awaitRunning();
                send(kafka, 1, 40);
            }

            // When
            try (AlertStream stream = kafka.stream(settings(), engine)) {
                stream.awaitRunning();
                send(kafka, 41, 80);

                // Then
                List<ClassAlert> first = classAlerts(kafka, "test.classifications", 80);
                List<ClassAlert> shadow = classAlerts(kafka, "test.classifications.shadow", 80);
                Long[] all = LongStream.rangeClosed(1, 80).boxed().toArray(Long[]::new);
                assertThat(first).extracting(ClassAlert::getAlertId).containsExactlyInAnyOrder(all);
                assertThat(shadow).extracting(ClassAlert::getAlertId).containsExactlyInAnyOrder(all);
                assertThat(first)
                        .allSatisfy(alert ->
                                assertThat(alert.getModel().getVersion()).isEqualTo("1"));
                assertThat(shadow)
                        .allSatisfy(alert ->
                                assertThat(alert.getModel().getVersion()).isEqualTo("2"));
                assertThat(kafka.read("test.flares.shadow", 80))
                        .allSatisfy(record -> assertThat(FLARE_ALERTS
                                        .decode(record.value())
                                        .getModel()
                                        .getVersion())
                                .isEqualTo("2"));
            }
        }
    }

    @Test
    void shadow_thatFails_hurtsNothing() throws Exception {
        // Given
        try (StreamFixture kafka = new StreamFixture(directory)) {
            InferenceEngine engine = new ShadowedEngine(kafka.engine(), new FailingEngine(kafka.engine()));
            StreamCounters counters = new StreamCounters();
            try (AlertStream stream = kafka.stream(settings(), engine, counters)) {
                stream.awaitRunning();

                // When
                send(kafka, 1, 20);

                // Then
                assertThat(classAlerts(kafka, "test.classifications", 20)).hasSize(20);
                assertThat(kafka.readAll("test.classifications.shadow", 0)).isEmpty();
                assertThat(kafka.readAll("test.dead-letters", 0)).isEmpty();
            }
        }
    }

    /** Fails at every other light curve at once and at the others later. */
    private static final class FailingEngine implements InferenceEngine {
        private final InferenceEngine sound;
        private int count;

        FailingEngine(InferenceEngine sound) {
            this.sound = sound;
        }

        @Override
        public synchronized CompletableFuture<Prediction> submit(LightCurve curve) {
            if (count++ % 2 == 0) {
                throw new ModelException("the shadow is not well");
            }
            return sound.submit(curve).thenApply(prediction -> {
                throw new ModelException("the shadow has no opinion");
            });
        }

        @Override
        public ModelIdentity model() {
            return sound.model();
        }

        @Override
        public void close() {}
    }

    private static TopologySettings settings() {
        OutputSettings usual = OutputSettings.of(StreamFixture.OUTPUTS);
        OutputSettings output = new OutputSettings(
                usual.topics(), usual.codecs(), usual.minimumFlareProbability(), usual.attention(), null, true);
        TopologySettings settings =
                TopologySettings.of(Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS);
        return new TopologySettings(settings.input(), output, settings.maximumObservations());
    }

    private static List<ClassAlert> classAlerts(StreamFixture kafka, String topic, int count) {
        return kafka.readAll(topic, count).stream()
                .map(record -> CLASS_ALERTS.decode(record.value()))
                .toList();
    }

    /** Alerts with these ids, of five objects in turn. */
    private static void send(StreamFixture kafka, int from, int to) {
        for (int id = from; id <= to; id++) {
            long object = 1 + id % 5;
            Observation trigger = new Observation(id, 60000 + id, Band.R, Kind.DETECTION, 1000, 50, 0);
            SurveyAlert alert = new SurveyAlert("test", ObjectId.of(object), id, 10, 20, trigger, List.of());
            kafka.send(Long.toString(object).getBytes(StandardCharsets.UTF_8), ALERTS.encode(NativeAlerts.of(alert)));
        }
    }
}
