package org.alertformer.trainer.export;

import java.util.List;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;

/**
 * How far a model's answers to whole light curves and those of its {@link StepGraph} are from each other when observations
 * come one by one.
 *
 * @param largest difference of a probability or a flare's number, as in {@link Parity}
 * @param steps how many answers were compared
 */
public record StepParity(double largest, int steps) {
    /**
     * Steps through light curves and compares each answer.
     *
     * @param whole answers whole light curves
     * @param step goes on; the same if it carries states
     * @param curves of no more observations than the model's window
     * @throws IllegalArgumentException naming the features whose earlier rows change when an observation comes: no state can
     *     have foreseen that
     */
    public static StepParity measure(OnnxModel whole, OnnxModel step, List<LightCurve> curves) {
        LightCurveEncoder encoder = step.encoder();
        if (!encoder.looksBack()) {
            throw new IllegalArgumentException("features " + encoder.lookingAhead()
                    + " of earlier observations change when one more comes; a state can be carried only over features that"
                    + " look back");
        }
        double largest = 0;
        int steps = 0;
        for (LightCurve curve : curves) {
            float[] state = new float[step.stateSize()];
            for (int n = 1; n <= curve.size(); n++) {
                LightCurve seen = LightCurve.of(curve.observations().subList(0, n));
                OnnxModel.Step answer = step.step(List.of(encoder.encode(seen, n - 1)), List.of(state))
                        .get(0);
                Prediction expected =
                        whole.predict(List.of(encoder.encode(seen))).get(0);
                double difference = Parity.between(unattended(expected), unattended(answer.prediction()))
                        .largest();
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
                state = answer.state();
                steps++;
            }
        }
        return new StepParity(largest, steps);
    }

    /** The attention to observations that only a state knows of is not to be had. */
    private static Prediction unattended(Prediction prediction) {
        return new Prediction(prediction.model(), prediction.probabilities(), prediction.flare(), null);
    }
}
