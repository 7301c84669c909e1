package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Path MODEL = Path.of("../streamer/src/main/resources/models/default.onnx");

    @Test
    void of_lossesAreThoseOfLeavingOutByHand() {
        LightCurve curve = flare();
        try (OnnxModel model = OnnxModel.open(MODEL, Device.cpu)) {
            Explanation explanation = Explanation.of(model, curve);

            int best = explanation.prediction().best();
            for (int i = 0; i < curve.size(); i += 5) {
                List<Observation> left = new ArrayList<>(curve.observations());
                left.remove(i);
                float without = model.predict(List.of(model.encoder().encode(LightCurve.of(left))))
                        .get(0)
                        .probabilities()[best];
                double expected = explanation.prediction().probabilities()[best] - without;
                assertThat(explanation.losses()[i]).isCloseTo(expected, within(1e-5));
            }
            assertThat(explanation.steps().get(explanation.steps().size() - 1).observations())
                    .isEqualTo(curve.size());
            assertThat(explanation.rankCorrelation()).isBetween(-1.0, 1.0);
            assertThat(explanation.toText(model.card().classes())).contains("flare", "rank correlation");
        }
    }

    @Test
    void rankCorrelation_countsTiesAsTheirMean() {
        double same = Explanation.rankCorrelation(new double[] {1, 2, 2, 5}, new double[] {10, 20, 20, 21});
        double mixed = Explanation.rankCorrelation(new double[] {1, 2, 3, 4, 5}, new double[] {5, 6, 7, 8, 7});

        assertThat(same).isCloseTo(1, within(1e-12));
        assertThat(mixed).isCloseTo(0.8208, within(1e-4));
    }

    private static LightCurve flare() {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            double mjd = 61_000 + 2 * i;
            double flux = i < 10 ? 50 : 9000 * Math.exp(-(mjd - 61_020) / 14);
            Kind kind = flux > 700 ? Kind.DETECTION : Kind.FORCED;
            observations.add(new Observation(i, mjd, i % 2 == 0 ? Band.G : Band.R, kind, (float) flux, 130, 0));
        }
        return LightCurve.of(observations);
    }
}
