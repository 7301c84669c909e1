package org.alertformer.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.evaluate.Gallery;
import org.alertformer.trainer.evaluate.HtmlReport;
import org.alertformer.trainer.fit.TrainingLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes a model's figures on fresh test data as one HTML page with drawings.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file with a model card.")
    private Path file;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The page to write.")
    private Path output;

    @Mixin
    private TestDataOptions testData;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    ReportCommand() {}

    @Override
    public Integer call() throws Exception {
        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            List<LabelledCurve> curves = testData.curves(file, model.card());
            Evaluation evaluation = Evaluation.of(model, curves, testData.seed());
            Files.writeString(
                    output,
                    HtmlReport.of(
                            model.card(),
                            model.identity().digest(),
                            testData.description(),
                            evaluation,
                            Gallery.of(model, curves),
                            TrainingLog.read(TrainingLog.beside(file))));
            spec.commandLine().getOut().println("wrote " + output);
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
