package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.alertformer.inference.ModelCard;
import org.alertformer.live.StyleSheet;
import org.jspecify.annotations.Nullable;

/** The figures as one page that needs nothing beside itself: tables, and drawings in SVG. */
public final class HtmlReport {
    private final StringBuilder page = new StringBuilder();

    private HtmlReport() {}

    /**
     * @param digest of the model file
     * @param testData what the figures were taken on
     */
    public static String of(ModelCard card, String digest, String testData, Evaluation evaluation) {
        HtmlReport report = new HtmlReport();
        report.head(card, digest, testData);
        report.overall(evaluation);
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
        return report.add("</main></body></html>").page.toString();
    }

    private void head(ModelCard card, String digest, String testData) {
        add(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>"
                        + escaped(card.name()) + "</title><style>" + StyleSheet.text()
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
        rows.add(List.of("calibration error", number(a.calibrationError()), number(b.calibrationError())));
        table(List.of("", "any alert", "last alert"), rows);
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
