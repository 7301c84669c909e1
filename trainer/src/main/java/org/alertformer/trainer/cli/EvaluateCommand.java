package org.alertformer.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.evaluate.LeastError;
import org.alertformer.trainer.evaluate.MarkdownReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Judges a model on fresh test data of the recipe in its card.")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file with a model card.")
    private Path file;

    @Mixin
    private TestDataOptions testData;

    @Option(
            names = "--exact",
            paramLabel = "N",
            defaultValue = "300",
            description =
                    "On how many simulated flares to find the error that no model can avoid; about a second each, 0"
                            + " leaves it out (default ${DEFAULT-VALUE}).")
    private int exact;

    @Option(names = "--output", paramLabel = "FILE", description = "Also write the page here.")
    private @Nullable Path output;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    EvaluateCommand() {}

    @Override
    public Integer call() throws Exception {
        if (exact < 0) {
            throw new ParameterException(spec.commandLine(), "--exact " + exact + " is less than 0");
        }
        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            List<LabelledCurve> curves = testData.curves(file, model.card());
            Evaluation evaluation = Evaluation.of(model, curves, testData.seed());
            LeastError least = LeastError.of(curves, exact, testData.seed());
            String page = MarkdownReport.of(
                    model.card(), model.identity().digest(), testData.description(), evaluation, least);
            if (output != null) {
                Files.writeString(output, page);
            }
            spec.commandLine().getOut().print(page);
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
