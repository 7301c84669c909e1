package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.trainer.data.FlareTruth;
import org.alertformer.trainer.data.LabelledCurve;

/**
 * Light curves worth looking at, each as of its last alert.
 *
 * @param examples of each class the one that the model is surest of, and right
 * @param errors those of which it is surest, and wrong
 * @param flares true and estimated parameters (ln amplitude, days from the first observation to the onset, ln decay)
 */
public record Gallery(List<Item> examples, List<Item> errors, List<FlarePair> flares) {
    private static final int BATCH = 16;
    private static final int ERRORS = 8;
    private static final int FLARES = 1500;

    /**
     * One light curve with what the model says of it.
     *
     * @param window what the model saw
     * @param label index of the true class
     */
    public record Item(String id, LightCurve window, int label, Prediction prediction) {
        double confidence() {
            return prediction.probabilities()[prediction.best()];
        }
    }

    /** Parameters as the network has them. */
    public record FlarePair(double[] truth, double[] estimate) {}

    public static Gallery of(OnnxModel model, List<LabelledCurve> curves) {
        List<LabelledCurve> sorted = new ArrayList<>(curves);
        sorted.sort(Comparator.comparingInt(curve -> curve.curve().size()));
        List<Item> right = new ArrayList<>();
        List<Item> wrong = new ArrayList<>();
        List<FlarePair> flares = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            List<LabelledCurve> part = sorted.subList(from, Math.min(sorted.size(), from + BATCH));
            List<EncodedLightCurve> encoded =
                    part.stream().map(c -> model.encoder().encode(c.curve())).toList();
            List<Prediction> predictions = model.predict(encoded);
            for (int i = 0; i < part.size(); i++) {
                LabelledCurve curve = part.get(i);
                Prediction prediction = predictions.get(i);
                LightCurve window = curve.curve().newest(model.card().maximumLength());
                (prediction.best() == curve.label() ? right : wrong)
                        .add(new Item(curve.id(), window, curve.label(), prediction));
                FlareTruth truth = curve.flare();
                Prediction.FlareEstimate estimate = prediction.flare();
                boolean begun = truth != null
                        && truth.onsetMjd() <= window.get(window.size() - 1).mjd();
                if (truth != null && estimate != null && begun && flares.size() < FLARES) {
                    float[] target = truth.target(estimate.referenceMjd());
                    flares.add(new FlarePair(new double[] {target[0], target[1], target[2]}, estimate.mean()));
                }
            }
        }
        Comparator<Item> surest = Comparator.comparingDouble(Item::confidence).reversed();
        wrong.sort(surest);
        right.sort(surest);
        List<Item> examples = new ArrayList<>();
        for (int label = 0; label < model.card().classes().size(); label++) {
            int wanted = label;
            right.stream().filter(item -> item.label() == wanted).findFirst().ifPresent(examples::add);
        }
        return new Gallery(examples, wrong.subList(0, Math.min(ERRORS, wrong.size())), flares);
    }
}
