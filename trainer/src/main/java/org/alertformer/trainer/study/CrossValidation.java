package org.alertformer.trainer.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.fit.Fit;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.fit.Trained;

/**
 * Every light curve judged, whole, by a model that has not seen it: the data are cut into folds, and for each a model is
 * trained on the others. For one class a threshold on its probability is chosen as well, and nested: that of a fold is
 * the best one of the other folds' answers, so that it is not tuned on what it is scored on.
 *
 * @param classes of the recipe
 * @param labels true classes
 * @param folds in which each light curve was left out
 * @param probabilities out of fold, calibrated
 */
public record CrossValidation(List<String> classes, int[] labels, int[] folds, float[][] probabilities) {
    private static final double HELD_BACK = 0.15;
    private static final int BATCH = 16;

    /** @param count of folds */
    public static CrossValidation of(Recipe recipe, CurveSet data, int count, Progress progress) throws IOException {
        List<LabelledCurve> all = new ArrayList<>(data.train());
        all.addAll(data.validation());
        all.addAll(data.test());
        Collections.shuffle(all, new Random(recipe.seed()));
        int[] labels = all.stream().mapToInt(LabelledCurve::label).toArray();
        int[] folds = stratified(labels, count);
        float[][] probabilities = new float[all.size()][];
        for (int fold = 0; fold < count; fold++) {
            progress.say("fold " + (fold + 1) + " of " + count);
            List<LabelledCurve> train = new ArrayList<>();
            List<LabelledCurve> held = new ArrayList<>();
            List<Integer> out = new ArrayList<>();
            for (int i = 0; i < labels.length; i++) {
                if (folds[i] == fold) {
                    out.add(i);
                } else {
                    train.add(all.get(i));
                }
            }
            int back = (int) (HELD_BACK * train.size());
            held.addAll(train.subList(0, back));
            List<LabelledCurve> tested = out.stream().map(all::get).toList();
            CurveSet part = new CurveSet(
                    data.name(),
                    data.classes(),
                    train.subList(back, train.size()),
                    held,
                    tested,
                    data.judged(),
                    data.flareRange(),
                    data.surveyFlareRanges());
            Trained trained = new Fit(recipe, part, progress).run(null, false);
            ModelCard card = trained.card(recipe, part, null);
            byte[] onnx = ExportedModel.of(trained.members(), card, ExportedModel.Form.fused);
            try (OnnxModel model = OnnxModel.open(onnx, recipe.name(), Device.cpu)) {
                for (int from = 0; from < out.size(); from += BATCH) {
                    List<Integer> batch = out.subList(from, Math.min(out.size(), from + BATCH));
                    List<EncodedLightCurve> encoded = batch.stream()
                            .map(i -> model.encoder().encode(all.get(i).curve()))
                            .toList();
                    List<Prediction> predictions = model.predict(encoded);
                    for (int b = 0; b < batch.size(); b++) {
                        probabilities[batch.get(b)] = predictions.get(b).probabilities();
                    }
                }
            }
        }
        return new CrossValidation(data.classes(), labels, folds, probabilities);
    }

    /** Each class dealt to the folds in turn. */
    static int[] stratified(int[] labels, int count) {
        int[] folds = new int[labels.length];
        int[] dealt = new int[Arrays.stream(labels).max().orElse(0) + 1];
        for (int i = 0; i < labels.length; i++) {
            folds[i] = dealt[labels[i]]++ % count;
        }
        return folds;
    }

    /** F1 of each class where the most probable class is taken. */
    public double[] f1AtMostProbable() {
        double[] f1 = new double[classes.size()];
        for (int c = 0; c < f1.length; c++) {
            boolean[] named = new boolean[labels.length];
            for (int i = 0; i < named.length; i++) {
                named[i] = best(probabilities[i]) == c;
            }
            f1[c] = f1(named, c);
        }
        return f1;
    }

    /** F1 of one class where its probability passes the threshold that is best in the other folds. */
    public double f1AtNestedThreshold(int c) {
        boolean[] named = new boolean[labels.length];
        int count = Arrays.stream(folds).max().orElse(0) + 1;
        for (int fold = 0; fold < count; fold++) {
            double threshold = threshold(c, fold);
            for (int i = 0; i < named.length; i++) {
                if (folds[i] == fold) {
                    named[i] = probabilities[i][c] >= threshold;
                }
            }
        }
        return f1(named, c);
    }

    /** The best threshold of all folds but one. */
    private double threshold(int c, int without) {
        List<Integer> order = new ArrayList<>();
        int positives = 0;
        for (int i = 0; i < labels.length; i++) {
            if (folds[i] != without) {
                order.add(i);
                positives += labels[i] == c ? 1 : 0;
            }
        }
        order.sort((a, b) -> Float.compare(probabilities[b][c], probabilities[a][c]));
        double best = -1;
        double threshold = 1;
        int hits = 0;
        for (int n = 0; n < order.size(); n++) {
            hits += labels[order.get(n)] == c ? 1 : 0;
            boolean tied = n + 1 < order.size() && probabilities[order.get(n + 1)][c] == probabilities[order.get(n)][c];
            double f1 = 2.0 * hits / (n + 1 + positives);
            if (!tied && f1 > best) {
                best = f1;
                threshold = probabilities[order.get(n)][c];
            }
        }
        return threshold;
    }

    private double f1(boolean[] named, int c) {
        int hits = 0;
        int total = 0;
        for (int i = 0; i < named.length; i++) {
            hits += named[i] && labels[i] == c ? 1 : 0;
            total += (named[i] ? 1 : 0) + (labels[i] == c ? 1 : 0);
        }
        return total == 0 ? 0 : 2.0 * hits / total;
    }

    private static int best(float[] p) {
        int best = 0;
        for (int c = 1; c < p.length; c++) {
            best = p[c] > p[best] ? c : best;
        }
        return best;
    }

    /** As a table in Markdown. */
    public String toMarkdown() {
        double[] f1 = f1AtMostProbable();
        Evaluation.Figures figures = Evaluation.figures(
                classes, List.of(probabilities), Arrays.stream(labels).boxed().toList());
        StringBuilder page = new StringBuilder(String.format(
                Locale.ROOT,
                "Out of %d folds, %d light curves, at the most probable class: accuracy %.4f, macro-F1 %.4f, log-loss %.4f,"
                        + " calibration error %.4f.%n%n"
                        + "| class | light curves | F1, most probable | F1, nested threshold |%n|---|---|---|---|%n",
                Arrays.stream(folds).max().orElse(0) + 1,
                labels.length,
                figures.accuracy(),
                figures.macroF1(),
                figures.logLoss(),
                figures.calibrationError()));
        for (int c = 0; c < f1.length; c++) {
            int label = c;
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.4f | %.4f |%n",
                    classes.get(c),
                    Arrays.stream(labels).filter(l -> l == label).count(),
                    f1[c],
                    f1AtNestedThreshold(c)));
        }
        return page.toString();
    }
}
