package org.alertformer.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.SimulationRecipe;
import org.alertformer.trainer.evaluate.FlareJudgement;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "judge-flares",
        mixinStandardHelpOptions = true,
        description =
                "Judges flare parameters, the network's and the stream's, against the exact posterior by brute force"
                        + " on fresh simulated flares.")
final class JudgeFlaresCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file with flare parameters, of simulated data.")
    private Path file;

    @Option(
            names = "--flares",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many are judged (default ${DEFAULT-VALUE}).")
    private int flares;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1000003",
            description = "Seed of the simulated surveys (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--output", paramLabel = "FILE", description = "Also write the table here.")
    private @Nullable Path output;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    JudgeFlaresCommand() {}

    @Override
    public Integer call() throws Exception {
        if (flares < 1) {
            throw new ParameterException(spec.commandLine(), "--flares " + flares + " is less than 1");
        }
        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            SimulationRecipe simulation =
                    TestDataOptions.recipe(file, model.card()).data().simulation();
            if (simulation == null) {
                throw new IllegalArgumentException("model " + file + " was not trained on simulated surveys");
            }
            // about a third of the sources never raise an alert, and others not so many, or before their flare
            FlareJudgement judgement = FlareJudgement.of(model, simulation.flares(seed, 3L * flares), flares, seed);
            String table = judgement.toMarkdown();
            if (output != null) {
                Files.writeString(output, table);
            }
            spec.commandLine().getOut().print(table);
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
