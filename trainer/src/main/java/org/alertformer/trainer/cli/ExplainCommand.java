package org.alertformer.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.evaluate.Explanation;
import org.alertformer.trainer.evaluate.ExplanationPage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Tells of one object how its class came about: probabilities as observations came, what the class token"
                        + " attends to, and what is lost without each observation.")
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX file with a model card.")
    private Path file;

    @Parameters(index = "1", paramLabel = "OBJECT", description = "The id of an object of the test data.")
    private String id;

    @Mixin
    private TestDataOptions testData;

    @Option(names = "--output", paramLabel = "FILE", description = "Also write it here as an HTML page with drawings.")
    private @Nullable Path output;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    ExplainCommand() {}

    @Override
    public Integer call() throws Exception {
        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            List<LabelledCurve> curves = testData.curves(file, model.card());
            LabelledCurve curve = curves.stream()
                    .filter(candidate -> candidate.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no object '" + id + "' among the " + curves.size() + " of the test data; the first is '"
                                    + curves.get(0).id() + "'"));
            Explanation explanation = Explanation.of(model, curve.curve());
            List<String> classes = model.card().classes();
            String truth = classes.get(curve.label());
            if (output != null) {
                Files.writeString(output, ExplanationPage.of(id, truth, classes, explanation));
            }
            spec.commandLine().getOut().printf("object %s, in truth %s%n%s", id, truth, explanation.toText(classes));
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
