package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.TestModels;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.live.LightCurveHistory.Step;
import org.junit.jupiter.api.Test;

class LightCurveHistoryTest {
    /** The test model says loud with the logistic function of the summed asinh(flux / error). */
    @Test
    void of_lightCurve_eachAnswerKnowsNothingLater() throws Exception {
        LightCurve curve = curve(9);
        try (InferenceEngine engine = engine()) {
            // When
            List<Step> steps = new LightCurveHistory(engine).of(curve);

            // Then
            assertThat(steps).hasSize(9);
            double sum = 0;
            for (int i = 0; i < 9; i++) {
                double ratio = curve.get(i).flux() / curve.get(i).fluxErr();
                sum += Math.log(ratio + Math.sqrt(ratio * ratio + 1));
                assertThat(steps.get(i).mjd()).isEqualTo(curve.get(i).mjd());
                assertThat((double) steps.get(i).prediction().probabilities()[1])
                        .isCloseTo(1 / (1 + Math.exp(-sum)), within(1e-5));
            }
        }
    }

    @Test
    void of_longLightCurve_firstAndLastAmongABoundedNumber() throws Exception {
        LightCurve curve = curve(250);
        try (InferenceEngine engine = engine()) {
            // When
            List<Step> steps = new LightCurveHistory(engine).of(curve);

            // Then
            assertThat(steps).hasSize(64);
            assertThat(steps.get(0).mjd()).isEqualTo(curve.get(0).mjd());
            assertThat(steps.get(63).curve()).isEqualTo(curve);
        }
    }

    @Test
    void of_upperLimits_areNotOccasionsOfTheirOwn() throws Exception {
        List<Observation> observations = new ArrayList<>(curve(3).observations());
        observations.add(new Observation(9, 60_100, Band.G, Kind.LIMIT, 0, 10, 0));
        try (InferenceEngine engine = engine()) {
            // When
            List<Step> steps = new LightCurveHistory(engine).of(LightCurve.of(observations));

            // Then
            assertThat(steps).hasSize(3);
        }
    }

    private static InferenceEngine engine() {
        return MicroBatcher.start(TestModels.open(), new BatchSettings(1, 16, Duration.ofMillis(1)));
    }

    private static LightCurve curve(int size) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            float flux = (i % 3 - 1) * 0.6f;
            observations.add(new Observation(i + 1, 60_000 + i, Band.R, Kind.DETECTION, flux, 1, 0));
        }
        return LightCurve.of(observations);
    }
}
