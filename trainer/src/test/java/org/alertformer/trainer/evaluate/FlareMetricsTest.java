package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.junit.jupiter.api.Test;

class FlareMetricsTest {
    @Test
    void of_normalErrorsAreCoveredAsNamed() {
        var random = new Random(4);
        List<FlareEstimate> estimates = new ArrayList<>();
        List<float[]> truths = new ArrayList<>();
        double[] sigmas = {0.2, 5, 0.7};
        for (int i = 0; i < 20_000; i++) {
            float[] truth = new float[3];
            double[] covariance = new double[9];
            for (int p = 0; p < 3; p++) {
                truth[p] = (float) (sigmas[p] * random.nextGaussian());
                covariance[4 * p] = sigmas[p] * sigmas[p];
            }
            estimates.add(new FlareEstimate(new double[3], covariance, 61_000));
            truths.add(truth);
        }

        FlareMetrics metrics = FlareMetrics.of(estimates, truths);

        for (int p = 0; p < 3; p++) {
            FlareMetrics.Parameter parameter = metrics.parameters().get(p);
            assertThat(parameter.rootMeanSquare()).isCloseTo(sigmas[p], within(0.03 * sigmas[p]));
            assertThat(parameter.medianAbsolute()).isCloseTo(0.6745 * sigmas[p], within(0.03 * sigmas[p]));
            assertThat(parameter.coverage68()).isCloseTo(0.68, within(0.01));
            assertThat(parameter.coverage95()).isCloseTo(0.95, within(0.01));
        }
    }
}
