package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that go on from states against answers to whole light curves. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CarriedStatesTest {
    private static final int OBJECTS = 12;
    private static final int ROUNDS = 150;
    private static final long MUCH = 1 << 20;

    private final PrometheusRegistry metrics = new PrometheusRegistry();

    /** A light curve of an object, as of an alert, and its answer. */
    private record Asked(LightCurve curve, CompletableFuture<Prediction> answer) {}

    /**
     * Alerts in order and out of it, repeated, with histories that revise; light curves thinned at 40 observations, or longer
     * than the model's window of 60; memory for all objects, or for three.
     */
    @ParameterizedTest
    @CsvSource({"1, 40, 1048576", "2, 40, 1048576", "3, 200, 1048576", "4, 40, 600", "5, 200, 600"})
    void submit_alertsOfAnyHistory_areAnsweredAsIfReadWhole(long seed, int observations, long memory) {
        List<Asked> asked;
        try (MicroBatcher engine = engine(CarryingModels.open("1"), memory)) {

            asked = night(new Random(seed), observations, engine, () -> {});
        }

        try (OnnxModel model = CarryingModels.open("1")) {
            assertThat(asked).hasSizeGreaterThan(OBJECTS * ROUNDS / 2);
            asked.forEach(one -> requireSame(one, model));
        }
        assertThat(states("hit") + states("miss")).isEqualTo(asked.size());
        assertThat(states("hit")).isGreaterThan(memory == MUCH ? asked.size() / 8.0 : 0);
        assertThat(states("miss")).isGreaterThan(asked.size() / 20.0);
        assertThat(MetricValues.of(metrics, "alertformer_state_bytes")).isBetween(1.0, (double) memory);
    }

    @Test
    void submit_appendingAlerts_areAnsweredFromStates() {
        List<Asked> asked = new ArrayList<>();
        Random random = new Random(8);
        List<LightCurve> curves = new ArrayList<>();
        for (int object = 0; object < OBJECTS; object++) {
            curves.add(OnnxModelTest.curve(random, 40));
        }
        try (MicroBatcher engine = engine(CarryingModels.open("1"), MUCH)) {
            for (int n = 10; n <= 40; n += 3) {
                List<Asked> visit = new ArrayList<>();
                for (int object = 0; object < OBJECTS; object++) {
                    LightCurve seen =
                            LightCurve.of(curves.get(object).observations().subList(0, n));
                    visit.add(new Asked(seen, engine.submit("object " + object, seen)));
                }
                visit.forEach(one -> one.answer().join());
                asked.addAll(visit);
            }
        }

        assertThat(states("miss")).isEqualTo(OBJECTS);
        assertThat(states("hit")).isEqualTo(asked.size() - OBJECTS);
        assertThat(asked.get(asked.size() - 1).answer().join().attention()).isNull();
        assertThat(asked.get(0).answer().join().attention()).hasSize(10);
        try (OnnxModel model = CarryingModels.open("1")) {
            asked.forEach(one -> requireSame(one, model));
        }
    }

    @Test
    void swap_toAnotherCarryingModel_goesOnFromNoStateOfTheFirst() {
        List<Asked> asked;
        try (MicroBatcher engine = engine(CarryingModels.open("1"), MUCH)) {
            Runnable swap = () -> engine.swap(CarryingModels.open("2"));

            asked = night(new Random(6), 40, engine, swap);
        }

        try (OnnxModel first = CarryingModels.open("1");
                OnnxModel second = CarryingModels.open("2")) {
            List<Asked> bySecond = asked.stream()
                    .filter(one -> one.answer().join().model().card().version().equals("2"))
                    .toList();
            assertThat(bySecond).hasSizeBetween(asked.size() / 4, asked.size() - 100);
            for (Asked one : asked) {
                requireSame(one, bySecond.contains(one) ? second : first);
            }
        }
        assertThat(states("hit")).isGreaterThan(asked.size() / 3.0);
    }

    @Test
    void submit_besideAShadow_goesOnFromStates() {
        LightCurve curve = OnnxModelTest.curve(new Random(1), 20);
        try (MicroBatcher main = engine(CarryingModels.open("1"), MUCH);
                InferenceEngine engine = new ShadowedEngine(
                        main,
                        MicroBatcher.start(CarryingModels.open("2"), new BatchSettings(1, 8, Duration.ofMillis(1))))) {
            engine.submit("object", LightCurve.of(curve.observations().subList(0, 12)))
                    .join();

            engine.submit("object", curve).join();
        }

        assertThat(states("hit")).isEqualTo(1);
    }

    @Test
    void submit_lightCurvesOfNoObject_leaveNoState() {
        LightCurve curve = OnnxModelTest.curve(new Random(1), 20);
        try (MicroBatcher engine = engine(CarryingModels.open("1"), MUCH)) {

            engine.submit(curve).join();
        }

        assertThat(MetricValues.of(metrics, "alertformer_state_bytes")).isZero();
        assertThat(states("hit") + states("miss")).isZero();
    }

    @Test
    void submit_withoutMemoryForStates_readsAllWhole() {
        List<Asked> asked;
        try (MicroBatcher engine = engine(CarryingModels.open("1"), 0)) {

            asked = night(new Random(2), 40, engine, () -> {});
        }

        assertThat(states("hit") + states("miss")).isZero();
        assertThat(asked)
                .allSatisfy(one -> assertThat(one.answer().join().attention())
                        .hasSize(Math.min(60, one.curve().size())));
    }

    @Test
    void submit_featuresThatLookAhead_areReadWhole() {
        List<Asked> asked;
        byte[] onnx = CarryingModels.bytes(List.of("relative_flux", "log_gap", "log_band_gap", "band_g"));
        try (MicroBatcher engine = engine(OnnxModel.open(onnx, "looks ahead", Device.cpu), MUCH)) {

            asked = night(new Random(2), 40, engine, () -> {});
        }

        assertThat(states("hit") + states("miss")).isZero();
        try (OnnxModel model = OnnxModel.open(onnx, "looks ahead", Device.cpu)) {
            asked.forEach(one -> requireSame(one, model));
        }
    }

    private MicroBatcher engine(OnnxModel model, long stateMemory) {
        BatchSettings settings = new BatchSettings(2, 8, Duration.ofMillis(1), stateMemory);
        return MicroBatcher.start(model, settings, new BatchMetrics(metrics));
    }

    private double states(String outcome) {
        return MetricValues.of(metrics, "alertformer_states", outcome);
    }

    private static void requireSame(Asked one, OnnxModel model) {
        Prediction answer = one.answer().join();
        Prediction whole =
                model.predict(List.of(model.encoder().encode(one.curve()))).get(0);
        assertThat(answer.probabilities()).containsExactly(whole.probabilities(), within(1e-5f));
        FlareEstimate flare = Objects.requireNonNull(answer.flare());
        FlareEstimate expected = Objects.requireNonNull(whole.flare());
        assertThat(flare.mean()).containsExactly(expected.mean(), within(1e-5));
        assertThat(flare.covariance()).containsExactly(expected.covariance(), within(1e-5));
        assertThat(flare.referenceMjd()).isEqualTo(expected.referenceMjd());
    }

    /** In rounds of an alert per object, of which some overtake each other; every few rounds all answers are waited for. */
    private static List<Asked> night(Random random, int maximumObservations, MicroBatcher engine, Runnable halfWay) {
        List<Asked> asked = new ArrayList<>();
        List<ObjectState> states = new ArrayList<>();
        List<SurveyAlert> delayed = new ArrayList<>();
        for (int object = 0; object < OBJECTS; object++) {
            states.add(ObjectState.empty());
        }
        for (int round = 0; round < ROUNDS; round++) {
            if (round == ROUNDS / 2) {
                halfWay.run();
            }
            for (int object = 0; object < OBJECTS; object++) {
                SurveyAlert alert = alert(object, round, states.get(object), random);
                List<SurveyAlert> now = new ArrayList<>();
                switch (random.nextInt(12)) {
                    case 0 -> delayed.add(alert);
                    case 1 -> now.addAll(List.of(alert, alert));
                    default -> now.add(alert);
                }
                if (!delayed.isEmpty() && random.nextInt(6) == 0) {
                    now.add(delayed.remove(0));
                }
                for (SurveyAlert one : now) {
                    int of = (int) one.object().number() - 1;
                    ObjectState.Step step = states.get(of).accept(one, maximumObservations);
                    states.set(of, step.state());
                    asked.add(new Asked(step.asOf(), engine.submit(one.object().name(), step.asOf())));
                }
            }
            if (round % 3 == 0) {
                asked.forEach(one -> one.answer().join());
            }
        }
        return asked;
    }

    /** One in ten revises what is known, one in ten brings what came in between. */
    private static SurveyAlert alert(int object, int round, ObjectState known, Random random) {
        List<Observation> history = new ArrayList<>();
        int size = known.curve().size();
        if (size > 0 && random.nextInt(10) == 0) {
            Observation old = known.curve().get(random.nextInt(size));
            history.add(new Observation(
                    old.id(), old.mjd(), old.band(), old.kind(), old.flux() * 1.01f, old.fluxErr(), 70_000 + round));
        }
        if (random.nextInt(10) == 0) {
            history.add(observation(60_000 + 2 * round - 0.5 - random.nextInt(20), random));
        }
        return new SurveyAlert(
                "test", ObjectId.of(object + 1), round + 1, 10, 20, observation(60_000 + 2 * round, random), history);
    }

    private static Observation observation(double mjd, Random random) {
        Band band = random.nextBoolean() ? Band.G : Band.R;
        float flux = (float) (300 * random.nextGaussian());
        return new Observation(0, mjd, band, Kind.DETECTION, flux, 10 + 90 * random.nextFloat(), mjd);
    }
}
