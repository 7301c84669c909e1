package org.alertformer.trainer.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.alertformer.trainer.fit.RecipeHeader;

/** One row per recipe, its data sets side by side; system and paper are those of the recipe's header. */
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
        StringBuilder page = new StringBuilder("# Systems\n\n");
        page.append("Written by `systems`, ").append(machine).append(".\n\n");
        page.append(
                "All are trained on the same light curves and judged on the objects of the split `validation`, as of their"
                        + " last observation, through ONNX Runtime and the stream's own encoder. Time and speed are of one core;"
                        + " speed is of ONNX Runtime alone, in batches of 16.\n\n");
        page.append("| system | paper | recipe |");
        StringBuilder line = new StringBuilder("\n|---|---|---|");
        for (String set : sets) {
            boolean rare = hasRare(results, set);
            String columns = " weights (%1$s) | macro-F1 (%1$s) |" + (rare ? " TDE F1 (%1$s) |" : "")
                    + " training, CPU s (%1$s) | curves/s (%1$s) |";
            page.append(String.format(Locale.ROOT, columns, set));
            line.append("---|".repeat(rare ? 5 : 4));
        }
        page.append(line).append('\n');
        for (Map<String, List<Study.Result>> row : rows.values()) {
            Study.Result any = row.values().iterator().next().get(0);
            RecipeHeader header = RecipeHeader.read(any.run().file());
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | `%s` |",
                    header.system(),
                    header.paper(),
                    any.run().recipe().name()));
            for (String set : sets) {
                List<Study.Result> trainings = row.getOrDefault(set, List.of());
                boolean rare = hasRare(results, set);
                page.append(trainings.isEmpty() ? " - |".repeat(rare ? 5 : 4) : cells(trainings, rare));
            }
            page.append('\n');
        }
        return page.toString();
    }

    /** Whether the rare class occurs in a data set. */
    private static boolean hasRare(List<Study.Result> results, String set) {
        return results.stream()
                .anyMatch(r -> r.run().change().equals(set)
                        && !Double.isNaN(r.figures().rareF1()));
    }

    private static String cells(List<Study.Result> trainings, boolean rare) {
        String f1 = AblationTable.spread(trainings, Figures::rareF1).text();
        return String.format(
                Locale.ROOT,
                " %,d | %s |%s %.0f | %,.0f |",
                trainings.get(0).figures().weights(),
                AblationTable.spread(trainings, Figures::macroF1).text(),
                rare ? " " + f1 + " |" : "",
                AblationTable.spread(trainings, Figures::trainingSeconds).mean(),
                AblationTable.spread(trainings, Figures::curvesPerSecond).mean());
    }
}
