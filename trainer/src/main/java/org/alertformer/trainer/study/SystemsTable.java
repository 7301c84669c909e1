package org.alertformer.trainer.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.alertformer.trainer.fit.RecipeHeader;

/** One row per recipe, the scores on its data sets side by side; system and paper are those of the recipe's header. */
final class SystemsTable {
    private SystemsTable() {}

    static String of(List<Study.Result> results, String machine) throws IOException {
        Map<String, Map<String, List<Study.Result>>> rows = new LinkedHashMap<>();
        Set<String> sets = new LinkedHashSet<>();
        for (Study.Result r : results) {
            sets.add(r.run().change());
            rows.computeIfAbsent(r.run().file().toString(), key -> new LinkedHashMap<>())
                    .computeIfAbsent(r.run().change(), key -> new ArrayList<>())
                    .add(r);
        }
        StringBuilder page = new StringBuilder();
        page.append("Written by `systems`, ").append(machine).append(".\n\n");
        page.append(String.format(
                Locale.ROOT,
                "Trained on the same light curves and judged on the objects of the split `validation`, as of their last"
                        + " observation, through ONNX Runtime and the stream's own encoder; simulated light curves on others than"
                        + " those learned from. Mean and standard deviation over %s. Weights, time and speed are those of the"
                        + " first data set that a system has; time and speed are of one core, speed of ONNX Runtime alone, in"
                        + " batches of 16.%n%n",
                seeds(rows)));
        page.append("| system | paper | recipe | weights | training, CPU s | light curves/s |");
        StringBuilder line = new StringBuilder("\n|---|---|---|---|---|---|");
        for (String set : sets) {
            page.append(" macro-F1, ").append(set).append(" |");
            line.append("---|");
            if (hasRare(results, set)) {
                page.append(" TDE F1, ").append(set).append(" |");
                line.append("---|");
            }
        }
        page.append(line).append('\n');
        for (Map<String, List<Study.Result>> row : rows.values()) {
            List<Study.Result> first = row.values().iterator().next();
            StudyPlan.Run run = first.get(0).run();
            RecipeHeader header = RecipeHeader.read(run.file());
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | `%s` | %,d | %.0f | %,.0f |",
                    header.system(),
                    header.paper(),
                    run.recipe().name(),
                    first.get(0).figures().weights(),
                    AblationTable.spread(first, Figures::trainingSeconds).mean(),
                    AblationTable.spread(first, Figures::curvesPerSecond).mean()));
            for (String set : sets) {
                List<Study.Result> trainings = row.getOrDefault(set, List.of());
                page.append(cell(trainings, Figures::macroF1));
                if (hasRare(results, set)) {
                    page.append(cell(trainings, Figures::rareF1));
                }
            }
            page.append('\n');
        }
        return page.toString();
    }

    /** How many each figure is the mean of, in words. */
    private static String seeds(Map<String, Map<String, List<Study.Result>>> rows) {
        int[] counts = rows.values().stream()
                .flatMap(row -> row.values().stream())
                .mapToInt(List::size)
                .sorted()
                .toArray();
        int fewest = counts[0];
        int most = counts[counts.length - 1];
        return (fewest == most ? "" : fewest + " to ") + most + (most == 1 ? " seed" : " seeds");
    }

    /** Whether the rare class occurs in a data set. */
    private static boolean hasRare(List<Study.Result> results, String set) {
        return results.stream()
                .anyMatch(r -> r.run().change().equals(set)
                        && !Double.isNaN(r.figures().rareF1()));
    }

    private static String cell(List<Study.Result> trainings, ToDoubleFunction<Figures> figure) {
        return trainings.isEmpty()
                ? " - |"
                : " " + AblationTable.spread(trainings, figure).text() + " |";
    }
}
