package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.simulation.SourceClass;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;
import org.jspecify.annotations.Nullable;

/**
 * A model's figures on labelled light curves, found by the code that serves the stream: its encoder and its ONNX Runtime
 * session.
 *
 * @param classes of the model
 * @param anyAlert one alert of each object, uniform over its alerts
 * @param lastAlert the last alert of each object
 * @param byObservations the light curves of {@code anyAlert} grouped by how many observations were seen
 * @param flaresAnyAlert flare parameters at {@code anyAlert}; null if the model or the data have none
 * @param flaresLastAlert likewise at {@code lastAlert}
 * @param dipErrorAnyAlert at {@code anyAlert}, among flares and dipped flares, how many are taken for the other where those two
 *     are all there is; NaN if the model does not know both or there are none
 * @param dipErrorLastAlert likewise at {@code lastAlert}
 */
public record Evaluation(
        List<String> classes,
        ClassMetrics anyAlert,
        ClassMetrics lastAlert,
        Map<String, ClassMetrics> byObservations,
        @Nullable FlareMetrics flaresAnyAlert,
        @Nullable FlareMetrics flaresLastAlert,
        double dipErrorAnyAlert,
        double dipErrorLastAlert) {
    private static final int BATCH = 16;
    private static final int[] LIMITS = {1, 2, 4, 9, 19, 49, 99, Integer.MAX_VALUE};

    private record Answer(Example example, Prediction prediction) {}

    /** @param seed which alerts are taken */
    public static Evaluation of(OnnxModel model, List<LabelledCurve> curves, long seed) {
        List<Answer> any = answers(model, curves, Truncation.UNIFORM, seed);
        List<Answer> last = answers(model, curves, Truncation.NONE, seed);
        Map<String, ClassMetrics> groups = new LinkedHashMap<>();
        int from = 1;
        for (int limit : LIMITS) {
            int low = from;
            List<Answer> group = any.stream()
                    .filter(a ->
                            a.example().observations() >= low && a.example().observations() <= limit)
                    .toList();
            if (!group.isEmpty()) {
                String name = limit == Integer.MAX_VALUE ? low + "+" : low == limit ? "" + low : low + "-" + limit;
                groups.put(name, metrics(model, group));
            }
            from = limit == Integer.MAX_VALUE ? from : limit + 1;
        }
        return new Evaluation(
                model.card().classes(),
                metrics(model, any),
                metrics(model, last),
                groups,
                flares(any),
                flares(last),
                dipError(model.card().classes(), any),
                dipError(model.card().classes(), last));
    }

    /** The overall figures at {@link #anyAlert}. */
    public Figures anyAlertFigures() {
        return Figures.of(anyAlert);
    }

    /** The overall figures at {@link #lastAlert}. */
    public Figures lastAlertFigures() {
        return Figures.of(lastAlert);
    }

    /**
     * The overall figures of answers from elsewhere.
     *
     * @param probabilities of each light curve, in the order of the classes
     * @param labels the true class of each
     */
    public static Figures figures(List<String> classes, List<float[]> probabilities, List<Integer> labels) {
        return Figures.of(ClassMetrics.of(classes, probabilities, labels));
    }

    /** The figures of {@link #byObservations}. */
    public Map<String, Figures> figuresByObservations() {
        Map<String, Figures> figures = new LinkedHashMap<>();
        byObservations.forEach((observations, metrics) -> figures.put(observations, Figures.of(metrics)));
        return figures;
    }

    /** F1 of one class at {@link #lastAlert}; NaN if the model has no such class. */
    public double lastAlertF1(String name) {
        int index = classes.indexOf(name);
        return index < 0 ? Double.NaN : lastAlert.classes().get(index).f1();
    }

    /**
     * What a table of models shows.
     *
     * @param macroAuc mean of {@code aucs}, without classes of which the data have none
     * @param aucs one class against the rest, in the order of the model's classes
     */
    public record Figures(
            int count,
            double accuracy,
            double macroF1,
            double logLoss,
            double macroAuc,
            double calibrationError,
            List<Double> aucs) {
        private static Figures of(ClassMetrics m) {
            return new Figures(
                    m.count(),
                    m.accuracy(),
                    m.macroF1(),
                    m.logLoss(),
                    m.macroAuc(),
                    m.calibrationError(),
                    m.classes().stream().map(ClassMetrics.PerClass::auc).toList());
        }
    }

    /** The figures that go into a model card. */
    public Map<String, Double> forCard() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracy", rounded(anyAlert.accuracy()));
        figures.put("macro_f1", rounded(anyAlert.macroF1()));
        figures.put("log_loss", rounded(anyAlert.logLoss()));
        figures.put("calibration_error", rounded(anyAlert.calibrationError()));
        figures.put("last_alert_accuracy", rounded(lastAlert.accuracy()));
        figures.put("last_alert_macro_f1", rounded(lastAlert.macroF1()));
        if (flaresAnyAlert != null) {
            for (FlareMetrics.Parameter p : flaresAnyAlert.parameters()) {
                String name = p.name().replace(" [days]", "_days").replace(' ', '_');
                figures.put("flare_" + name + "_rms", rounded(p.rootMeanSquare()));
                figures.put("flare_" + name + "_coverage68", rounded(p.coverage68()));
            }
        }
        return figures;
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }

    /** Shortest first, so that a batch needs little padding. */
    private static List<Answer> answers(OnnxModel model, List<LabelledCurve> curves, Truncation truncation, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (LabelledCurve curve : curves) {
            examples.add(Example.of(curve, truncation.draw(curve.curve(), random), model.encoder()));
        }
        examples.sort(Comparator.comparingInt(example -> example.curve().length()));
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += BATCH) {
            List<Example> part = examples.subList(from, Math.min(examples.size(), from + BATCH));
            List<EncodedLightCurve> encoded = part.stream().map(Example::curve).toList();
            List<Prediction> predictions = model.predict(encoded);
            for (int i = 0; i < part.size(); i++) {
                answers.add(new Answer(part.get(i), predictions.get(i)));
            }
        }
        return answers;
    }

    private static ClassMetrics metrics(OnnxModel model, List<Answer> answers) {
        return ClassMetrics.of(
                model.card().classes(),
                answers.stream().map(a -> a.prediction().probabilities()).toList(),
                answers.stream().map(a -> a.example().label()).toList());
    }

    private static double dipError(List<String> classes, List<Answer> answers) {
        int flare = classes.indexOf(SourceClass.FLARE.label());
        int dipped = classes.indexOf(SourceClass.FLARE_DIP.label());
        return answers.stream()
                .filter(a -> flare >= 0
                        && dipped >= 0
                        && (a.example().label() == flare || a.example().label() == dipped))
                .mapToInt(a -> {
                    float[] p = a.prediction().probabilities();
                    return (p[dipped] > p[flare] ? dipped : flare)
                                    == a.example().label()
                            ? 0
                            : 1;
                })
                .average()
                .orElse(Double.NaN);
    }

    private static @Nullable FlareMetrics flares(List<Answer> answers) {
        List<FlareEstimate> estimates = new ArrayList<>();
        List<float[]> truths = new ArrayList<>();
        for (Answer answer : answers) {
            FlareEstimate estimate = answer.prediction().flare();
            float[] truth = answer.example().flare();
            if (estimate != null && truth != null) {
                estimates.add(estimate);
                truths.add(truth);
            }
        }
        return truths.isEmpty() ? null : FlareMetrics.of(estimates, truths);
    }
}
