package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MicroBatcherTest {
    @Test
    void submit_everyLightCurveGetsItsOwnAnswer() {
        // Given
        Random random = new Random(9);
        List<LightCurve> curves = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            curves.add(OnnxModelTest.curve(random, 1 + random.nextInt(40)));
        }
        List<CompletableFuture<Prediction>> answers = new ArrayList<>();
        try (MicroBatcher batcher =
                MicroBatcher.start(TestModels.open(), new BatchSettings(2, 16, Duration.ofMillis(5)))) {

            // When
            for (LightCurve curve : curves) {
                answers.add(batcher.submit(curve));
            }
        }

        // Then
        for (int i = 0; i < curves.size(); i++) {
            double loud = answers.get(i).join().probabilities()[1];
            assertThat(loud).isCloseTo(OnnxModelTest.loud(curves.get(i)), within(1e-5));
        }
    }

    @Test
    void submit_fewerThanABatchIsAnsweredAfterThePatience() {
        // Given
        LightCurve curve = OnnxModelTest.curve(new Random(1), 3);
        try (MicroBatcher batcher =
                MicroBatcher.start(TestModels.open(), new BatchSettings(2, 1000, Duration.ofMillis(1)))) {

            // When
            Prediction prediction = batcher.submit(curve).join();

            // Then
            assertThat((double) prediction.probabilities()[1]).isCloseTo(OnnxModelTest.loud(curve), within(1e-5));
        }
    }

    /** Features of +infinity and -infinity add up to NaN. */
    @Test
    void submit_failureIsChargedToTheCulpritAlone() {
        // Given
        List<CompletableFuture<Prediction>> good = new ArrayList<>();
        CompletableFuture<Prediction> bad;
        ModelCard card = TestModels.card();
        String unscaled = card.toJson().replace("\"scale\" : 1.0", "\"scale\" : 1.0E-39");
        OnnxModel model = OnnxModel.open(TestModels.bytes(unscaled), "test model", Device.cpu);
        LightCurve fine = LightCurve.of(List.of(observation(60000, 0)));
        LightCurve overflowing = LightCurve.of(List.of(observation(60000, 5), observation(60001, -5)));
        try (MicroBatcher batcher = MicroBatcher.start(model, new BatchSettings(1, 8, Duration.ofMillis(50)))) {

            // When
            for (int i = 0; i < 4; i++) {
                good.add(batcher.submit(fine));
            }
            bad = batcher.submit(overflowing);
            for (int i = 0; i < 3; i++) {
                good.add(batcher.submit(fine));
            }
        }

        // Then
        assertThat(good)
                .allSatisfy(
                        answer -> assertThat(answer.join().probabilities()[1]).isEqualTo(0.5f));
        assertThatThrownBy(bad::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ModelException.class)
                .hasMessageContaining("does not add up to 1");
    }

    @Test
    void submit_afterClose_isNoLightCurvesFault() {
        // Given
        MicroBatcher batcher = MicroBatcher.start(TestModels.open(), new BatchSettings(1, 8, Duration.ZERO));
        batcher.close();

        // When, then
        assertThatThrownBy(() -> batcher.submit(OnnxModelTest.curve(new Random(1), 3)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void swap_underLoad_everyLightCurveIsAnsweredByOneModelOrTheOther() {
        // Given
        Random random = new Random(10);
        List<LightCurve> curves = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            curves.add(OnnxModelTest.curve(random, 1 + random.nextInt(40)));
        }
        List<CompletableFuture<Prediction>> answers = new ArrayList<>();
        try (MicroBatcher batcher = MicroBatcher.start(version("1"), new BatchSettings(2, 16, Duration.ofMillis(1)))) {
            curves.subList(0, 3_000).forEach(curve -> answers.add(batcher.submit(curve)));
            answers.get(0).join();

            // When
            batcher.swap(version("2"));

            // Then
            curves.subList(3_000, 6_000).forEach(curve -> answers.add(batcher.submit(curve)));
        }
        List<String> versions = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            Prediction prediction = answers.get(i).join();
            versions.add(prediction.model().card().version());
            assertThat((double) prediction.probabilities()[1])
                    .isCloseTo(OnnxModelTest.loud(curves.get(i)), within(1e-5));
        }
        assertThat(versions.subList(3_000, 6_000)).containsOnly("2");
        assertThat(versions.get(0)).isEqualTo("1");
    }

    /** The second model has other features than the first: the light curve is encoded anew. */
    @Test
    void swap_toAModelOfOtherClassesAndWidths_isServedItsOwnInputs() {
        // Given
        LightCurve curve = OnnxModelTest.curve(new Random(2), 5);
        try (MicroBatcher batcher = MicroBatcher.start(TestModels.open(), new BatchSettings(1, 4, Duration.ZERO));
                OnnxModel expected = TestModels.shipped()) {
            batcher.submit(curve).join();

            // When
            batcher.swap(TestModels.shipped());

            // Then
            float[] probabilities = batcher.submit(curve).join().probabilities();
            assertThat(probabilities)
                    .isEqualTo(expected.predict(List.of(expected.encoder().encode(curve)))
                            .get(0)
                            .probabilities());
        }
    }

    @Test
    void swap_afterClose_isRefused() {
        // Given
        MicroBatcher batcher = MicroBatcher.start(TestModels.open(), new BatchSettings(1, 8, Duration.ZERO));
        batcher.close();

        // When, then
        assertThatThrownBy(() -> batcher.swap(TestModels.open())).isInstanceOf(IllegalStateException.class);
    }

    private static OnnxModel version(String version) {
        return OnnxModel.open(TestModels.golden(version), "version " + version, Device.cpu);
    }

    private static Observation observation(double mjd, float flux) {
        return new Observation(1, mjd, Band.R, Kind.FORCED, flux, 1, 0);
    }
}
