package org.alertformer.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.study.CrossValidation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cross-validate",
        mixinStandardHelpOptions = true,
        description =
                "Trains a recipe once per fold and judges each light curve by the model that has not seen it; thresholds"
                        + " of single classes are nested.")
final class CrossValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = "A recipe, YAML.")
    private Path recipeFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the recipe's folder of tables is (default: here).")
    private Path data;

    @Option(
            names = "--folds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many (default ${DEFAULT-VALUE}).")
    private int folds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of libtorch (default ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--output", paramLabel = "FILE", description = "Also write the table here.")
    private @Nullable Path output;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    CrossValidateCommand() {}

    @Override
    public Integer call() throws Exception {
        if (folds < 2) {
            throw new ParameterException(spec.commandLine(), "--folds " + folds + " is less than 2");
        }
        Tensors.useThreads(threads);
        Recipe recipe = Recipe.read(recipeFile);
        CurveSet set = recipe.data().load(data);
        Progress progress = new Progress(System.err, System.console() != null);
        String table = CrossValidation.of(recipe, set, folds, progress).toMarkdown();
        if (output != null) {
            Files.writeString(output, table);
        }
        spec.commandLine().getOut().print(table);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
