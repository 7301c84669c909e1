package org.alertformer.trainer.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sparse-and",
        mixinStandardHelpOptions = true,
        description =
                "Measures how many samples attention and a dense network of equal size need to learn the AND of three of T"
                        + " random bits (Edelman et al. 2022), and writes a table.")
final class SparseAndCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--bits",
            paramLabel = "T",
            split = ",",
            defaultValue = "10,20,30,40",
            description = "Context lengths (default ${DEFAULT-VALUE}).")
    private List<Integer> bits;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Seeds, of which the median counts (default ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Steps of each training (default ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--output", required = true, paramLabel = "FILE.md", description = "The table to write.")
    private Path output;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    SparseAndCommand() {}

    @Override
    public Integer call() throws Exception {
        Tensors.useThreads(1);
        Progress progress = new Progress(System.err, System.console() != null);
        Study.sparseAnd(bits, seeds, steps, output, progress);
        spec.commandLine().getOut().println("wrote " + output);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
