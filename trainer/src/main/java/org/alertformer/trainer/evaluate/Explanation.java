package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Why a model says what it says of one light curve: how the probabilities came about, what the class token attends to, and
 * what each observation is worth, found by leaving it out. Attention alone explains nothing (Jain and Wallace 2019, arXiv
 * 1902.10186); the rank correlation of the two tells how far it does here.
 *
 * @param window what the model sees, oldest first
 * @param steps as of some of the observations, the last one included
 * @param attention by observation of the window; null if the model has none
 * @param losses by observation: how much the probability of the most probable class falls without it
 * @param rankCorrelation Spearman's, of attention and the losses' absolute values; NaN without attention or with too few
 */
public record Explanation(
        LightCurve window,
        List<Step> steps,
        Prediction prediction,
        float @Nullable [] attention,
        double[] losses,
        double rankCorrelation) {
    private static final int BATCH = 16;
    private static final int STEPS = 24;
    private static final int LISTED = 8;

    /** What the model said when so many observations had come, the last at that time. */
    public record Step(int observations, double mjd, float[] probabilities) {}

    public static Explanation of(OnnxModel model, LightCurve curve) {
        List<Integer> counts = IntStream.rangeClosed(1, Math.min(STEPS, curve.size()))
                .mapToObj(i -> (int) Math.ceil((double) i * curve.size() / Math.min(STEPS, curve.size())))
                .filter(count -> count >= model.card().minimumLength())
                .toList();
        List<Prediction> early = predict(
                model,
                counts.stream()
                        .map(count -> LightCurve.of(curve.observations().subList(0, count)))
                        .toList());
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            steps.add(new Step(
                    counts.get(i),
                    curve.get(counts.get(i) - 1).mjd(),
                    early.get(i).probabilities()));
        }
        Prediction prediction = early.get(early.size() - 1);
        LightCurve window = curve.newest(model.card().maximumLength());
        int best = prediction.best();
        double[] losses = new double[window.size()];
        if (window.size() > Math.max(1, model.card().minimumLength())) {
            List<LightCurve> without = new ArrayList<>();
            for (int i = 0; i < window.size(); i++) {
                List<Observation> left = new ArrayList<>(window.observations());
                left.remove(i);
                without.add(LightCurve.of(left));
            }
            List<Prediction> others = predict(model, without);
            for (int i = 0; i < losses.length; i++) {
                losses[i] = prediction.probabilities()[best] - others.get(i).probabilities()[best];
            }
        }
        float[] attention = prediction.attention();
        return new Explanation(window, steps, prediction, attention, losses, correlation(attention, losses));
    }

    private static List<Prediction> predict(OnnxModel model, List<LightCurve> curves) {
        List<Prediction> predictions = new ArrayList<>();
        for (int from = 0; from < curves.size(); from += BATCH) {
            List<EncodedLightCurve> part = curves.subList(from, Math.min(curves.size(), from + BATCH)).stream()
                    .map(model.encoder()::encode)
                    .toList();
            predictions.addAll(model.predict(part));
        }
        return predictions;
    }

    private static double correlation(float @Nullable [] attention, double[] losses) {
        if (attention == null || losses.length < 3) {
            return Double.NaN;
        }
        double[] weights = new double[losses.length];
        double[] sizes = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            weights[i] = attention[i];
            sizes[i] = Math.abs(losses[i]);
        }
        return rankCorrelation(weights, sizes);
    }

    /** Spearman's: the correlation of the ranks, ties sharing their mean. */
    static double rankCorrelation(double[] x, double[] y) {
        double[] a = ranks(x);
        double[] b = ranks(y);
        double mean = (x.length + 1) / 2.0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < x.length; i++) {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /** As a text to read in a terminal. */
    public String toText(List<String> classes) {
        StringBuilder text = new StringBuilder();
        float[] last = prediction.probabilities();
        Integer[] order = new Integer[last.length];
        Arrays.setAll(order, c -> c);
        Arrays.sort(order, Comparator.comparingDouble(c -> -last[c]));
        int shown = Math.min(5, order.length);
        text.append(String.format(Locale.ROOT, "%12s %11s", "observations", "MJD"));
        for (int c = 0; c < shown; c++) {
            text.append(String.format(Locale.ROOT, " %10s", classes.get(order[c])));
        }
        text.append('\n');
        for (Step step : steps) {
            text.append(String.format(Locale.ROOT, "%12d %11.3f", step.observations(), step.mjd()));
            for (int c = 0; c < shown; c++) {
                text.append(String.format(Locale.ROOT, " %10.3f", step.probabilities()[order[c]]));
            }
            text.append('\n');
        }
        Integer[] worth = new Integer[losses.length];
        Arrays.setAll(worth, i -> i);
        Arrays.sort(worth, Comparator.comparingDouble(i -> -Math.abs(losses[i])));
        text.append(String.format(
                Locale.ROOT,
                "%nobservations that count most for %s%n%11s %4s %12s %10s %9s %9s%n",
                classes.get(prediction.best()),
                "MJD",
                "band",
                "flux [nJy]",
                "error",
                "loss",
                "attention"));
        for (int i = 0; i < Math.min(LISTED, worth.length); i++) {
            Observation o = window.get(worth[i]);
            text.append(String.format(
                    Locale.ROOT,
                    "%11.3f %4s %12.1f %10.1f %9.4f %9s%n",
                    o.mjd(),
                    o.band().symbol(),
                    o.flux(),
                    o.fluxErr(),
                    losses[worth[i]],
                    attention == null ? "-" : String.format(Locale.ROOT, "%.4f", attention[worth[i]])));
        }
        text.append(String.format(
                Locale.ROOT, "rank correlation of attention with what leaving out changes: %.2f%n", rankCorrelation));
        return text.toString();
    }
}
