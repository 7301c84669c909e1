package org.alertformer.trainer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.fit.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Judges several models on the same light curves: test data of the first model's recipe.")
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", arity = "2..*", description = "ONNX files with model cards, of the same classes.")
    private List<Path> files;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the recipe's folder of tables is (default: here).")
    private Path data;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1000003",
            description = "Seed of the simulated test surveys (default ${DEFAULT-VALUE}).")
    private long seed;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    CompareCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<LabelledCurve> curves = null;
        ModelCard first = null;
        out.println("| model | when | light curves | accuracy | macro-F1 | log-loss | calibration error |");
        out.println("|---|---|---|---|---|---|---|");
        for (Path file : files) {
            try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
                ModelCard card = model.card();
                if (curves == null || first == null) {
                    first = card;
                    curves = recipe(file, card).data().test(data, seed);
                }
                if (!card.classes().equals(first.classes())) {
                    throw new IllegalArgumentException("model " + file + " has the classes " + card.classes()
                            + ", the first model " + first.classes());
                }
                Evaluation evaluation = Evaluation.of(model, curves, seed);
                row(out, file, "any alert", evaluation.anyAlertFigures());
                row(out, file, "last alert", evaluation.lastAlertFigures());
            }
        }
        out.flush();
        return 0;
    }

    static Recipe recipe(Path file, ModelCard card) {
        JsonNode json = card.recipe();
        if (json == null) {
            throw new IllegalArgumentException("the card of model " + file + " holds no recipe");
        }
        return Recipe.of(json);
    }

    private static void row(PrintWriter out, Path file, String when, Evaluation.Figures f) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %.4f | %.4f | %.4f | %.4f |%n",
                file.getFileName(),
                when,
                f.count(),
                f.accuracy(),
                f.macroF1(),
                f.logLoss(),
                f.calibrationError());
    }
}
