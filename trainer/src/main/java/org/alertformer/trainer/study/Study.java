package org.alertformer.trainer.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alertformer.trainer.fit.Progress;

/** Makes the trainings of a plan, those first that no earlier run has made, and a table of all. */
public final class Study {
    /** A training of the plan with its figures. */
    record Result(StudyPlan.Run run, Figures figures) {}

    /** What the table shows. */
    public enum Table {
        /** For each recipe and axis one row per change: the mean and the spread over the seeds. */
        ablation,
        /** One row per recipe, the data sets side by side. */
        systems
    }

    static final GeneratedPart ABLATION = new GeneratedPart("ablation", "Ablation");
    static final GeneratedPart SYSTEMS = new GeneratedPart("systems", "Systems");

    private Study() {}

    /**
     * Runs a plan and writes the table anew after each training; the figures are kept beside the plan, as {@code .csv}.
     *
     * @param plan the plan's file
     * @param data where the recipes' folders of tables are
     * @param output the table to write, Markdown; a file with the lines {@code <!-- systems -->} and {@code <!-- end of systems
     *     -->}, or of the other table's name, gets it between them
     */
    public static void run(Path plan, Path data, Path output, Table table, Progress progress) throws IOException {
        List<StudyPlan.Run> runs = StudyPlan.read(plan).runs(plan.resolveSibling(""));
        StudyFile file = StudyFile.open(figures(plan));
        Training training = new Training(data, progress);
        int number = 0;
        for (StudyPlan.Run run : runs) {
            number++;
            if (file.of(run.recipe()) == null) {
                progress.say(String.format(
                        Locale.ROOT,
                        "training %d of %d: %s, %s: %s, seed %d",
                        number,
                        runs.size(),
                        run.recipe().name(),
                        run.axis(),
                        run.change(),
                        run.recipe().seed()));
                file.add(run.recipe(), training.run(run.recipe()));
                write(output, table, results(runs, file));
            }
        }
        write(output, table, results(runs, file));
    }

    /** Measures the samples that attention and a dense network of equal size need for the sparse AND of so many bits. */
    public static void sparseAnd(List<Integer> bits, int seeds, int steps, Path output, Progress progress)
            throws IOException {
        Files.writeString(output, SparseAnd.table(bits, seeds, steps, Machine.line(), progress::say));
    }

    /** Where the figures of a plan are kept. */
    static Path figures(Path plan) {
        return plan.resolveSibling(plan.getFileName().toString().replaceAll("\\.ya?ml$", "") + ".csv");
    }

    /** The trainings of a plan that are done. */
    static List<Result> results(List<StudyPlan.Run> runs, StudyFile file) {
        List<Result> results = new ArrayList<>();
        for (StudyPlan.Run run : runs) {
            Figures figures = file.of(run.recipe());
            if (figures != null) {
                results.add(new Result(run, figures));
            }
        }
        return results;
    }

    private static void write(Path output, Table table, List<Result> results) throws IOException {
        switch (table) {
            case ablation -> ABLATION.write(output, AblationTable.of(results, Machine.line()));
            case systems -> SYSTEMS.write(output, SystemsTable.of(results, Machine.line()));
        }
    }
}
