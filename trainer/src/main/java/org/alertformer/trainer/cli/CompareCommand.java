package org.alertformer.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.evaluate.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private TestDataOptions testData;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    CompareCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<LabelledCurve> curves = null;
        ModelCard first = null;
        for (Path file : files) {
            try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
                ModelCard card = model.card();
                if (curves == null || first == null) {
                    first = card;
                    curves = testData.curves(file, card);
                    header(out, card.classes());
                }
                if (!card.classes().equals(first.classes())) {
                    throw new IllegalArgumentException("model " + file + " has the classes " + card.classes()
                            + ", the first model " + first.classes());
                }
                Evaluation evaluation = Evaluation.of(model, curves, testData.seed());
                row(out, file, "any alert", evaluation.anyAlertFigures());
                row(out, file, "last alert", evaluation.lastAlertFigures());
            }
        }
        out.flush();
        return 0;
    }

    private static void header(PrintWriter out, List<String> classes) {
        out.println("| model | when | light curves | accuracy | macro-F1 | log-loss | calibration error | AUC, mean | "
                + classes.stream().map(name -> "AUC " + name).collect(Collectors.joining(" | ")) + " |");
        out.println("|---".repeat(8 + classes.size()) + "|");
    }

    private static void row(PrintWriter out, Path file, String when, Evaluation.Figures f) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %.4f | %.4f | %.4f | %.4f | %.4f | %s |%n",
                file.getFileName(),
                when,
                f.count(),
                f.accuracy(),
                f.macroF1(),
                f.logLoss(),
                f.calibrationError(),
                f.macroAuc(),
                f.aucs().stream()
                        .map(auc -> String.format(Locale.ROOT, "%.4f", auc))
                        .collect(Collectors.joining(" | ")));
    }
}
