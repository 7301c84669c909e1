package org.alertformer.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.trainer.export.GoldenCurves;
import org.alertformer.trainer.export.Parity;
import org.alertformer.trainer.export.StepGraph;
import org.alertformer.trainer.export.StepParity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description =
                "Makes of an older recurrent model's file one that carries states, as 'train' writes them now: it goes on"
                        + " with new observations from where it stood. Proves that it answers as the model does, on its"
                        + " golden batch or, without one, on test data.")
final class StepCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file with a model card.")
    private Path file;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path output;

    @Mixin
    private TestDataOptions testData;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    StepCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            byte[] onnx = StepGraph.of(Files.readAllBytes(file));
            GoldenBatch golden = model.golden();
            List<LightCurve> curves = golden == null
                    ? GoldenCurves.of(
                            testData.curves(file, model.card()), model.card().maximumLength())
                    : golden.curves().stream()
                            .map(GoldenBatch.Curve::lightCurve)
                            .toList();
            try (OnnxModel step = OnnxModel.open(onnx, output.toString(), Device.cpu)) {
                StepParity parity = StepParity.measure(model, step, curves);
                out.printf(
                        Locale.ROOT,
                        "step by step and at once the answers differ by at most %.1e on %,d alerts of %d light curves%n",
                        parity.largest(),
                        parity.steps(),
                        curves.size());
                if (parity.largest() > Parity.LIMIT) {
                    throw new IllegalStateException("the step graph is further than " + Parity.LIMIT
                            + " from the model; " + output + " was not written");
                }
                Path part = output.resolveSibling(output.getFileName() + ".part");
                Files.write(part, onnx);
                Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
                out.printf(
                        Locale.ROOT,
                        "%s: %,d bytes; a state is %d numbers, %,d bytes%n",
                        output,
                        onnx.length,
                        step.stateSize(),
                        step.stateSize() * Float.BYTES);
            }
        }
        out.flush();
        return 0;
    }
}
