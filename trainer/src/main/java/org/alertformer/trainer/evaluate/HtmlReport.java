package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.alertformer.inference.ModelCard;
import org.alertformer.live.StyleSheet;
import org.alertformer.trainer.fit.EpochRecord;
import org.jspecify.annotations.Nullable;

/** The figures as one page that needs nothing beside itself: tables, and drawings in SVG. */
public final class HtmlReport {
    static final String STYLE = StyleSheet.text()
            + ".curve{display:inline-block;vertical-align:top}.curve p{margin:.6rem 0 0;font-size:90%}";

    private final StringBuilder page = new StringBuilder();

    private HtmlReport() {}

    /**
     * @param digest of the model file
     * @param testData what the figures were taken on
     * @param gallery light curves to show
     * @param history of the training; without learning curves if empty
     */
    public static String of(
            ModelCard card,
            String digest,
            String testData,
            Evaluation evaluation,
            Gallery gallery,
            List<EpochRecord> history) {
        HtmlReport report = new HtmlReport();
        report.head(card, digest, testData);
        report.overall(evaluation);
        report.learning(history);
        report.add(
                "<h2>Reliability</h2><p>Probability of the most probable class against the fraction that was right; at any"
                        + " alert and at the last. A calibrated model lies on the line.</p>");
        report.reliability("any alert", evaluation.anyAlert());
        report.reliability("last alert", evaluation.lastAlert());
        report.early(evaluation.byObservations());
        report.classes(evaluation.lastAlert());
        report.confusion(evaluation.classes(), evaluation.lastAlert().confusion());
        report.flares("any alert", evaluation.flaresAnyAlert());
        report.flares("last alert", evaluation.flaresLastAlert());
        report.pairs(gallery.flares());
        report.curves(
                "What the class token attends to",
                "Of each class the light curve that the model is surest of, and right. Circles by attention.",
                gallery.examples(),
                evaluation.classes());
        report.curves(
                "The most confident errors",
                "Light curves of which the model is surest, and wrong, at their last alert.",
                gallery.errors(),
                evaluation.classes());
        return report.add("</main></body></html>").page.toString();
    }

    private void head(ModelCard card, String digest, String testData) {
        add(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>"
                        + escaped(card.name()) + "</title><style>" + STYLE
                        + "</style></head><body><main class=\"report\">");
        add("<h1>Model " + escaped(card.name()) + " " + escaped(card.version()) + "</h1>");
        add("<p>File <code>" + digest + "</code>, made " + escaped(card.created()) + ".<br>Trained on "
                + escaped(card.trainingData()) + ".<br>Judged on " + escaped(testData)
                + ", through ONNX Runtime and the stream's own encoder.</p>");
    }

    private void overall(Evaluation evaluation) {
        ClassMetrics a = evaluation.anyAlert();
        ClassMetrics b = evaluation.lastAlert();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("light curves", "" + a.count(), "" + b.count()));
        rows.add(List.of("accuracy", number(a.accuracy()), number(b.accuracy())));
        rows.add(List.of("macro-F1", number(a.macroF1()), number(b.macroF1())));
        rows.add(List.of("log-loss", number(a.logLoss()), number(b.logLoss())));
        rows.add(List.of("AUC, mean of one class against the rest", number(a.macroAuc()), number(b.macroAuc())));
        rows.add(List.of("calibration error", number(a.calibrationError()), number(b.calibrationError())));
        rows.add(List.of(
                "the same if calibrated perfectly (90 %)",
                chance(a.calibration().perfect()), chance(b.calibration().perfect())));
        table(List.of("", "any alert", "last alert"), rows);
    }

    private static String chance(Calibration.Chance chance) {
        return number(chance.mean()) + " (" + number(chance.low()) + " to " + number(chance.high()) + ")";
    }

    private void learning(List<EpochRecord> history) {
        if (history.isEmpty()) {
            return;
        }
        add(
                "<h2>Learning curves</h2><p>Loss by epoch in training (blue, with dropout and smoothing) and on validation data"
                        + " (red); accuracy on validation data (green); one line per network.</p>");
        int networks = history.stream().mapToInt(EpochRecord::network).max().orElse(1);
        double epochs = history.stream().mapToInt(EpochRecord::epoch).max().orElse(1);
        double highest = history.stream()
                .mapToDouble(e -> Math.max(e.trainLoss(), e.validationLoss()))
                .max()
                .orElse(1);
        double lowest = history.stream()
                .mapToDouble(e -> Math.min(e.trainLoss(), e.validationLoss()))
                .min()
                .orElse(0);
        var losses = new Axes(new double[] {1, epochs}, new double[] {Math.min(0, lowest), highest});
        var accuracies = new Axes(new double[] {1, epochs}, new double[] {0, 1});
        for (int network = 1; network <= networks; network++) {
            int wanted = network;
            List<EpochRecord> own =
                    history.stream().filter(e -> e.network() == wanted).toList();
            losses.curve(points(own, EpochRecord::trainLoss), "#286eb4");
            losses.curve(points(own, EpochRecord::validationLoss), "#c0392b");
            accuracies.curve(points(own, EpochRecord::validationAccuracy), "#2e8b57");
        }
        losses.legend(0, "training", "#286eb4");
        losses.legend(1, "validation", "#c0392b");
        accuracies.legend(0, "accuracy", "#2e8b57");
        add(losses.svg("loss by epoch"));
        add(accuracies.svg("validation accuracy by epoch"));
    }

    private static List<double[]> points(List<EpochRecord> history, ToDoubleFunction<EpochRecord> value) {
        return history.stream()
                .map(e -> new double[] {e.epoch(), value.applyAsDouble(e)})
                .toList();
    }

    /** Predicted against true parameters. */
    private void pairs(List<Gallery.FlarePair> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        add(
                "<h2>Flare parameters, predicted against true</h2><p>At the last alert; the network's own estimates. Left to right:"
                        + " ln amplitude [nJy], onset [days since the first observation], ln decay [days].</p>");
        for (int p = 0; p < 3; p++) {
            int which = p;
            double low = pairs.stream()
                    .mapToDouble(pair -> pair.truth()[which])
                    .min()
                    .orElse(0);
            double high = pairs.stream()
                    .mapToDouble(pair -> pair.truth()[which])
                    .max()
                    .orElse(1);
            var axes = new Axes(new double[] {low, high}, new double[] {low, high});
            axes.line(low, low, high, high, "var(--muted)");
            pairs.forEach(pair -> axes.dot(pair.truth()[which], pair.estimate()[which], "#286eb4"));
            add(axes.svg("predicted against true"));
        }
    }

    private void curves(String heading, String text, List<Gallery.Item> items, List<String> classes) {
        if (items.isEmpty()) {
            return;
        }
        add("<h2>" + heading + "</h2><p>" + text
                + " Flux [1000 nJy] by MJD, colour by band, triangles are limits.</p>");
        for (Gallery.Item item : items) {
            int best = item.prediction().best();
            add(String.format(
                    Locale.ROOT,
                    "<div class=\"curve\"><p>%s: %s, taken for %s at %.3f</p>%s</div>",
                    escaped(item.id()),
                    escaped(classes.get(item.label())),
                    escaped(classes.get(best)),
                    item.confidence(),
                    CurveDrawing.svg(item.window(), weights(item.prediction().attention()), item.id())));
        }
    }

    /** As numbers of double precision; null stays null. */
    static double @Nullable [] weights(float @Nullable [] attention) {
        if (attention == null) {
            return null;
        }
        double[] weights = new double[attention.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = attention[i];
        }
        return weights;
    }

    private void reliability(String when, ClassMetrics metrics) {
        List<double[]> points = new ArrayList<>();
        for (ClassMetrics.Bin bin : metrics.bins()) {
            points.add(
                    new double[] {bin.probability(), bin.accuracy(), Math.sqrt((double) bin.count() / metrics.count())
                    });
        }
        var drawing = new Drawing(300, 300);
        drawing.line(0, 0, 1, 1, "var(--muted)");
        points.forEach(p -> drawing.dot(p[0], p[1], 3 + 12 * p[2]));
        add(drawing.svg("reliability at " + when));
    }

    private void early(Map<String, ClassMetrics> groups) {
        add("<h2>Early classification</h2><p>Accuracy (bars) by observations seen, at any alert.</p>");
        var drawing = new Drawing(640, 240);
        int i = 0;
        for (Map.Entry<String, ClassMetrics> group : groups.entrySet()) {
            double left = (i + 0.1) / groups.size();
            drawing.bar(left, 0.8 / groups.size(), group.getValue().accuracy(), group.getKey());
            i++;
        }
        add(drawing.svg("accuracy by observations seen"));
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((name, m) -> rows.add(List.of(
                name,
                "" + m.count(),
                number(m.accuracy()),
                number(m.macroF1()),
                number(m.logLoss()),
                number(m.calibrationError()))));
        table(List.of("observations", "light curves", "accuracy", "macro-F1", "log-loss", "calibration error"), rows);
    }

    private void classes(ClassMetrics metrics) {
        add("<h2>By class, last alert</h2>");
        List<List<String>> rows = new ArrayList<>();
        for (ClassMetrics.PerClass c : metrics.classes()) {
            rows.add(List.of(
                    c.name(),
                    "" + c.count(),
                    number(c.precision()),
                    number(c.recall()),
                    number(c.f1()),
                    number(c.auc())));
        }
        table(List.of("class", "light curves", "precision", "recall", "F1", "AUC"), rows);
    }

    private void confusion(List<String> names, int[][] confusion) {
        add(
                "<h2>Confusion, last alert</h2><p>Rows true, columns most probable; shade by fraction of the row.</p><table><tr><th></th>");
        names.forEach(name -> add("<th>" + escaped(name) + "</th>"));
        add("</tr>");
        for (int c = 0; c < names.size(); c++) {
            int total = 0;
            for (int count : confusion[c]) {
                total += count;
            }
            add("<tr><td>" + escaped(names.get(c)) + "</td>");
            for (int count : confusion[c]) {
                double share = total == 0 ? 0 : (double) count / total;
                add(String.format(
                        Locale.ROOT,
                        "<td style=\"background:color-mix(in srgb, var(--accent) %.0f%%, transparent)\">%d</td>",
                        60 * share,
                        count));
            }
            add("</tr>");
        }
        add("</table>");
    }

    private void flares(String when, @Nullable FlareMetrics metrics) {
        if (metrics == null) {
            return;
        }
        add("<h2>Flare parameters, " + when + "</h2><p>" + metrics.count() + " flares that had begun.</p>");
        List<List<String>> rows = new ArrayList<>();
        for (FlareMetrics.Parameter p : metrics.parameters()) {
            rows.add(List.of(
                    p.name(),
                    number(p.rootMeanSquare()),
                    number(p.medianAbsolute()),
                    number(p.coverage68()),
                    number(p.coverage95())));
        }
        table(List.of("parameter", "root mean square error", "median error", "within 68 %", "within 95 %"), rows);
    }

    private void table(List<String> head, List<List<String>> rows) {
        add("<table><tr>");
        head.forEach(cell -> add("<th>" + escaped(cell) + "</th>"));
        add("</tr>");
        for (List<String> row : rows) {
            add("<tr>");
            row.forEach(cell -> add("<td>" + escaped(cell) + "</td>"));
            add("</tr>");
        }
        add("</table>");
    }

    private HtmlReport add(String html) {
        page.append(html).append('\n');
        return this;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
