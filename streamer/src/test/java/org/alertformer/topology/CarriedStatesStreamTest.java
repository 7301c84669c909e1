package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.classification.DirectClassifier;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.BatchMetrics;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.CarryingModels;
import org.alertformer.inference.MetricValues;
import org.alertformer.inference.MicroBatcher;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that carries states in the stream, on a real broker. */
@Timeout(180)
class CarriedStatesStreamTest {
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final int OBJECTS = 10;
    private static final int ROUNDS = 30;

    @TempDir
    private Path directory = Path.of("");

    /** The second half after the stream was started anew, which has the light curves but no state. */
    @Test
    void stream_appendingLateAndRevisingAlerts_answersAsIfAllWereReadWhole() throws Exception {
        // Given
        List<SurveyAlert> alerts = alerts(new Random(5));
        Map<Long, Double> expected = readWhole(alerts);
        PrometheusRegistry metrics = new PrometheusRegistry();
        int half = alerts.size() / 2;
        try (StreamFixture kafka = new StreamFixture(directory)) {

            // When
            answer(kafka, alerts.subList(0, half), half, metrics);
            answer(kafka, alerts.subList(half, alerts.size()), alerts.size(), new PrometheusRegistry());

            // Then
            Map<Long, Double> answers = new HashMap<>();
            for (var record : kafka.readAll("test.classifications", alerts.size())) {
                ClassAlert answer = CLASS_ALERTS.decode(record.value());
                double loud = answer.getClassifications().get(1).getProbability();
                assertThat(answers.put(answer.getAlertId(), loud))
                        .as("an earlier answer to alert %s", answer.getAlertId())
                        .isNull();
            }
            assertThat(answers).hasSameSizeAs(expected);
            expected.forEach((id, loud) -> assertThat(answers.getOrDefault(id, Double.NaN))
                    .as("alert %s", id)
                    .isCloseTo(loud, within(1e-5)));
        }
        double hits = MetricValues.of(metrics, "alertformer_states", "hit");
        assertThat(hits).isGreaterThan(half / 2.0);
        assertThat(hits + MetricValues.of(metrics, "alertformer_states", "miss"))
                .isEqualTo(half);
    }

    private static void answer(
            StreamFixture kafka, List<SurveyAlert> alerts, int altogether, PrometheusRegistry metrics)
            throws Exception {
        try (MicroBatcher engine = MicroBatcher.start(
                        CarryingModels.open("1"),
                        new BatchSettings(2, 8, Duration.ofMillis(2), 1 << 20),
                        new BatchMetrics(metrics));
                AlertStream stream = kafka.stream(
                        TopologySettings.of(
                                Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS),
                        engine)) {
            stream.awaitRunning();
            int before = altogether - alerts.size();
            for (int i = 0; i < alerts.size(); i++) {
                SurveyAlert alert = alerts.get(i);
                kafka.send(
                        alert.object().name().getBytes(StandardCharsets.UTF_8), ALERTS.encode(NativeAlerts.of(alert)));
                if (i % (3 * OBJECTS) == 0) {
                    kafka.read("test.classifications", before + i);
                }
            }
            kafka.read("test.classifications", altogether);
        }
    }

    private static Map<Long, Double> readWhole(List<SurveyAlert> alerts) {
        Map<Long, Double> answers = new HashMap<>();
        try (MicroBatcher engine =
                MicroBatcher.start(CarryingModels.open("1"), new BatchSettings(1, 8, Duration.ofMillis(1)))) {
            DirectClassifier classifier = new DirectClassifier(
                    engine,
                    TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS,
                    0.5,
                    publication -> answers.put(publication.alert().alertId(), (double)
                            publication.prediction().probabilities()[1]),
                    failure -> {
                        throw new IllegalStateException(failure);
                    });
            for (SurveyAlert alert : alerts) {
                PendingAlert pending = classifier.accept(alert, 0, new SourcePosition("none", 0, 0));
                if (pending != null) {
                    classifier.submit(pending);
                }
            }
            classifier.finish();
        }
        return answers;
    }

    /** One in twelve comes a round late, one in twelve revises the observation before. */
    private static List<SurveyAlert> alerts(Random random) {
        List<SurveyAlert> alerts = new ArrayList<>();
        List<SurveyAlert> late = new ArrayList<>();
        Observation[] before = new Observation[OBJECTS];
        for (int round = 0; round < ROUNDS; round++) {
            List<SurveyAlert> due = late;
            late = new ArrayList<>();
            for (int object = 0; object < OBJECTS; object++) {
                long number = 1 + round * OBJECTS + object;
                Observation trigger = observation(number, 60_000 + 3 * round, (float) (200 * random.nextGaussian()), 0);
                int fate = random.nextInt(12);
                Observation old = before[object];
                List<Observation> history = old != null && fate == 0
                        ? List.of(observation(old.id(), old.mjd(), old.flux() + 1, 70_000 + round))
                        : List.of();
                SurveyAlert alert = new SurveyAlert("test", ObjectId.of(object + 1), number, 10, 20, trigger, history);
                (fate == 1 ? late : alerts).add(alert);
                before[object] = trigger;
            }
            alerts.addAll(due);
        }
        alerts.addAll(late);
        return alerts;
    }

    private static Observation observation(long id, double mjd, float flux, double processed) {
        return new Observation(id, mjd, id % 2 == 0 ? Band.G : Band.R, Kind.DETECTION, flux, 50, processed);
    }
}
