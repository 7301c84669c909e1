package org.alertformer.trainer.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** For each recipe and axis one row per change, best macro-F1 first. */
final class AblationTable {
    private AblationTable() {}

    static String of(List<Study.Result> results, String machine) {
        StringBuilder page = new StringBuilder();
        page.append("Written by `ablate`, ").append(machine).append(".\n\n");
        page.append(
                "Each recipe is changed in one respect at a time; the recipe as it is stands in every table. Judged on the"
                        + " objects of the split `validation`, as of their last observation, through ONNX Runtime and the stream's"
                        + " own encoder. Mean and standard deviation over the seeds.\n");
        Map<String, Map<String, List<Study.Result>>> groups = new LinkedHashMap<>();
        for (Study.Result r : results) {
            groups.computeIfAbsent(r.run().recipe().name() + ": " + r.run().axis(), key -> new LinkedHashMap<>())
                    .computeIfAbsent(r.run().change(), key -> new ArrayList<>())
                    .add(r);
        }
        groups.forEach((title, changes) -> table(page, title, changes));
        return page.toString();
    }

    private static void table(StringBuilder page, String title, Map<String, List<Study.Result>> changes) {
        page.append("\n## ").append(title).append("\n\n");
        page.append("| | seeds | macro-F1 | TDE F1 | accuracy | log-loss | weights | training, CPU s |\n");
        page.append("|---|---|---|---|---|---|---|---|\n");
        changes.entrySet().stream()
                .sorted(Comparator.comparingDouble(change -> -mean(change.getValue(), Figures::macroF1)))
                .forEach(change -> page.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %s | %s | %s | %s | %,d | %.0f |%n",
                        change.getKey(),
                        change.getValue().size(),
                        text(change.getValue(), Figures::macroF1),
                        text(change.getValue(), Figures::rareF1),
                        text(change.getValue(), Figures::accuracy),
                        text(change.getValue(), Figures::logLoss),
                        change.getValue().get(0).figures().weights(),
                        mean(change.getValue(), Figures::trainingSeconds))));
    }

    private static double mean(List<Study.Result> results, ToDoubleFunction<Figures> figure) {
        return spread(results, figure).mean();
    }

    private static String text(List<Study.Result> results, ToDoubleFunction<Figures> figure) {
        return spread(results, figure).text();
    }

    static Spread spread(List<Study.Result> results, ToDoubleFunction<Figures> figure) {
        return Spread.of(results.stream()
                .mapToDouble(r -> figure.applyAsDouble(r.figures()))
                .toArray());
    }
}
