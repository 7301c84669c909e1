package org.alertformer.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.DataRecipe;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.study.StateCarrying;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "state-carrying",
        mixinStandardHelpOptions = true,
        description = "Compares a recurrent model that goes on from a state with one that reads whole light curves:"
                + " accuracy, bytes per object, processor time per alert, and how often alerts only append.")
final class StateCarryingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "REFERENCE", description = "A model that reads whole light curves.")
    private Path reference;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "MODEL",
            description = "Recurrent models of the same classes; the recipe of the first one gives the test data.")
    private List<Path> recurrent = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000003,1000004,1000005",
            description = "Seeds of simulated test surveys (default ${DEFAULT-VALUE}).")
    private List<Long> seeds;

    @Option(
            names = "--packets",
            paramLabel = "PATH",
            split = ",",
            description = "Files or folders of a survey's packets, to count how they change light curves.")
    private List<Path> packets = new ArrayList<>();

    @Option(names = "--output", required = true, paramLabel = "FILE.md", description = "The table to write.")
    private Path output;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    StateCarryingCommand() {}

    @Override
    public Integer call() throws Exception {
        DataRecipe data;
        Path first = recurrent.get(0);
        try (OnnxModel model = OnnxModel.open(first, Device.cpu)) {
            data = TestDataOptions.recipe(first, model.card()).data();
        }
        Progress progress = new Progress(System.err, System.console() != null);
        List<LabelledCurve> curves = new ArrayList<>();
        for (long seed : seeds) {
            progress.say("making light curves, seed " + seed);
            curves.addAll(data.test(Path.of("."), seed));
        }
        StateCarrying.run(reference, recurrent, curves, seeds.get(0), packets, output, progress);
        spec.commandLine().getOut().println("wrote " + output);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
