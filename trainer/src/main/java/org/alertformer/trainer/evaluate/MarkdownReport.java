package org.alertformer.trainer.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.alertformer.inference.ModelCard;
import org.jspecify.annotations.Nullable;

/** The figures as a page to read. */
public final class MarkdownReport {
    private final StringBuilder page = new StringBuilder();

    private MarkdownReport() {}

    /**
     * @param digest of the model file
     * @param testData what the figures were taken on
     * @param least what no model errs less than on them; null if that is unknown
     */
    public static String of(
            ModelCard card, String digest, String testData, Evaluation evaluation, @Nullable LeastError least) {
        MarkdownReport report = new MarkdownReport();
        report.line("# Model " + card.name() + " " + card.version());
        report.line("");
        report.line("File: SHA-256 `" + digest + "`, made " + card.created() + ".");
        report.line("Trained on: " + card.trainingData() + ".");
        report.line("Judged on: " + testData + ", through ONNX Runtime and the stream's own encoder.");
        report.line("");
        report.line("One alert of each object, drawn uniformly from its alerts, as of that alert:");
        report.line("");
        report.overall("any alert", evaluation.anyAlert(), "last alert", evaluation.lastAlert());
        report.line("");
        if (least != null) {
            report.leastError(evaluation, least);
        }
        report.classes("any alert", evaluation.anyAlert());
        report.classes("last alert", evaluation.lastAlert());
        report.line("Confusion (any alert), rows true, columns most probable:");
        report.line("");
        report.confusion(evaluation.classes(), evaluation.anyAlert().confusion());
        report.line("");
        report.line("## By observations seen (any alert)");
        report.line("");
        report.line("| observations | light curves | accuracy | macro-F1 | log-loss | calibration error |");
        report.line("|---|---|---|---|---|---|");
        for (Map.Entry<String, ClassMetrics> group : evaluation.byObservations().entrySet()) {
            ClassMetrics m = group.getValue();
            report.format(
                    "| %s | %d | %.3f | %.3f | %.3f | %.3f |",
                    group.getKey(), m.count(), m.accuracy(), m.macroF1(), m.logLoss(), m.calibrationError());
        }
        report.flares("any alert", evaluation.flaresAnyAlert());
        report.flares("last alert", evaluation.flaresLastAlert());
        return report.page.toString();
    }

    private void overall(String first, ClassMetrics a, String second, ClassMetrics b) {
        line("| | " + first + " | " + second + " |");
        line("|---|---|---|");
        format("| light curves | %d | %d |", a.count(), b.count());
        format("| accuracy | %.4f | %.4f |", a.accuracy(), b.accuracy());
        format("| macro-F1 | %.4f | %.4f |", a.macroF1(), b.macroF1());
        format("| log-loss | %.4f | %.4f |", a.logLoss(), b.logLoss());
        format("| AUC, mean of one class against the rest | %.4f | %.4f |", a.macroAuc(), b.macroAuc());
        Calibration left = a.calibration();
        Calibration right = b.calibration();
        format(
                "| calibration error, %d bins of equal width | %.4f | %.4f |",
                Calibration.BINS, left.error(), right.error());
        line("| the same if calibrated perfectly (90 %) | " + chance(left.perfect()) + " | " + chance(right.perfect())
                + " |");
        format(
                "| calibration error, bins of equal mass | %.4f | %.4f |",
                left.equalMassError(), right.equalMassError());
        line("| the same if calibrated perfectly (90 %) | " + chance(left.perfectEqualMass()) + " | "
                + chance(right.perfectEqualMass()) + " |");
    }

    private void leastError(Evaluation e, LeastError least) {
        line("## Errors that no model can avoid");
        line("");
        line(
                "Told that a source is a flare, with or without a dip, someone who knows the survey's visits and from what all is drawn"
                        + " names the wrong one of the two as often as this (exact posterior, standard error over "
                        + least.flares()
                        + " flares). No model errs less, among flares or in all.");
        line("");
        line("| | any alert | last alert |");
        line("|---|---|---|");
        format(
                "| errors among all classes | %.4f | %.4f |",
                1 - e.anyAlert().accuracy(), 1 - e.lastAlert().accuracy());
        row(
                "| at least |",
                least.anyAlert().times(least.share()),
                least.lastAlert().times(least.share()));
        if (!Double.isNaN(e.dipErrorAnyAlert())) {
            format(
                    "| errors among flares, if told that they are | %.4f | %.4f |",
                    e.dipErrorAnyAlert(), e.dipErrorLastAlert());
            row("| at least |", least.anyAlert(), least.lastAlert());
        }
        line("");
    }

    private void row(String name, LeastError.Mean any, LeastError.Mean last) {
        format("%s %.4f ± %.4f | %.4f ± %.4f |", name, any.value(), any.error(), last.value(), last.error());
    }

    private static String chance(Calibration.Chance chance) {
        return String.format(Locale.ROOT, "%.4f (%.4f to %.4f)", chance.mean(), chance.low(), chance.high());
    }

    private void classes(String when, ClassMetrics metrics) {
        line("## By class (" + when + ")");
        line("");
        line("| class | light curves | precision | recall | F1 | AUC |");
        line("|---|---|---|---|---|---|");
        for (ClassMetrics.PerClass c : metrics.classes()) {
            format(
                    "| %s | %d | %.3f | %.3f | %.3f | %.3f |",
                    c.name(), c.count(), c.precision(), c.recall(), c.f1(), c.auc());
        }
        line("");
    }

    private void confusion(List<String> names, int[][] confusion) {
        line("| | " + String.join(" | ", names) + " |");
        line("|---".repeat(names.size() + 1) + "|");
        for (int c = 0; c < names.size(); c++) {
            StringBuilder row = new StringBuilder("| ").append(names.get(c)).append(" |");
            for (int count : confusion[c]) {
                row.append(' ').append(count).append(" |");
            }
            line(row.toString());
        }
    }

    private void flares(String when, @Nullable FlareMetrics metrics) {
        if (metrics == null) {
            return;
        }
        line("");
        line("## Flare parameters, " + when);
        line("");
        line("Over the " + metrics.count() + " flares that had begun, whatever their class was taken for:");
        line("");
        line("| parameter | root mean square error | median absolute error | within 68 % | within 95 % |");
        line("|---|---|---|---|---|");
        for (FlareMetrics.Parameter p : metrics.parameters()) {
            format(
                    "| %s | %.3f | %.3f | %.3f | %.3f |",
                    p.name(), p.rootMeanSquare(), p.medianAbsolute(), p.coverage68(), p.coverage95());
        }
    }

    private void format(String template, Object... arguments) {
        line(String.format(Locale.ROOT, template, arguments));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
