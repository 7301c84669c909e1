package org.alertformer.trainer.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains what a plan lists and writes a table. */
abstract sealed class StudyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PLAN", description = "Recipes and the changes to compare, YAML.")
    private Path plan;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the recipes' folders of tables are (default: here).")
    private Path data;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE.md",
            description = {
                "The table to write: between the lines '<!-- NAME -->' and '<!-- end of NAME -->', NAME being systems or "
                        + "ablation, where the file has them, else the whole file.",
                "The figures are kept beside the plan, in PLAN.csv; what is there is not trained again."
            })
    private Path output;

    private final Study.Table table;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    private StudyCommand(Study.Table table) {
        this.table = table;
    }

    @Override
    public Integer call() throws Exception {
        Tensors.useThreads(1);
        Progress progress = new Progress(System.err, System.console() != null);
        Study.run(plan, data, output, table, progress);
        spec.commandLine().getOut().println("wrote " + output);
        spec.commandLine().getOut().flush();
        return 0;
    }

    @Command(
            name = "ablate",
            mixinStandardHelpOptions = true,
            description = "Trains recipes with one thing changed at a time, with several seeds, and writes a table.")
    static final class Ablate extends StudyCommand {
        Ablate() {
            super(Study.Table.ablation);
        }
    }

    @Command(
            name = "systems",
            mixinStandardHelpOptions = true,
            description = "Trains the systems of the literature on the same light curves and writes a table.")
    static final class Systems extends StudyCommand {
        Systems() {
            super(Study.Table.systems);
        }
    }
}
