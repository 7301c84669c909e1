package org.alertformer.trainer.export;

import java.util.Arrays;
import java.util.List;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;

/**
 * How far a model's answers to whole light curves and those of its {@link StepGraph} are from each other when observations
 * come one by one.
 *
 * @param largest difference of a probability
 * @param steps how many answers were compared
 */
public record StepParity(double largest, int steps) {
    /**
     * Steps through light curves and compares each answer.
     *
     * @param curves of no more observations than the model's window
     * @throws IllegalArgumentException naming the feature whose earlier rows change when an observation comes: no state can
     *     have foreseen that
     */
    public static StepParity measure(OnnxModel whole, StepModel step, List<LightCurve> curves) {
        double largest = 0;
        int steps = 0;
        for (LightCurve curve : curves) {
            float[] state = step.start();
            EncodedLightCurve before = null;
            for (int n = 1; n <= curve.size(); n++) {
                LightCurve seen = LightCurve.of(curve.observations().subList(0, n));
                EncodedLightCurve now = whole.encoder().encode(seen);
                if (before != null) {
                    requireUnchanged(before, now, whole);
                }
                StepModel.Step answer =
                        step.step(List.of(newest(now)), List.of(state)).get(0);
                Prediction expected = whole.predict(List.of(now)).get(0);
                for (int c = 0; c < answer.probabilities().length; c++) {
                    double difference = Math.abs(answer.probabilities()[c] - expected.probabilities()[c]);
                    largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
                }
                state = answer.state();
                before = now;
                steps++;
            }
        }
        return new StepParity(largest, steps);
    }

    /** The last row alone. */
    private static EncodedLightCurve newest(EncodedLightCurve curve) {
        int width = curve.features().length / curve.length();
        int last = curve.length() - 1;
        return new EncodedLightCurve(
                1,
                Arrays.copyOfRange(curve.features(), last * width, curve.length() * width),
                Arrays.copyOfRange(curve.time(), last, curve.length()),
                curve.referenceMjd());
    }

    private static void requireUnchanged(EncodedLightCurve before, EncodedLightCurve now, OnnxModel model) {
        int differs = Arrays.mismatch(
                before.features(), 0, before.features().length, now.features(), 0, before.features().length);
        if (differs >= 0) {
            String feature = model.card()
                    .features()
                    .get(differs % model.card().features().size())
                    .name();
            throw new IllegalArgumentException("feature '" + feature + "' of earlier observations changes when one more"
                    + " comes; a state can be carried only over features that look back");
        }
    }
}
