package org.alertformer.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.trainer.data.SimulationRecipe;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.export.GoldenCurves;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "stamp",
        mixinStandardHelpOptions = true,
        description =
                "Gives a model file a golden batch, or a new one: light curves of its recipe's test data with what"
                        + " ONNX Runtime answers now; and each simulated survey's range of flares. Nothing is trained; the file's digest changes.")
final class StampCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file with a model card; it is replaced.")
    private Path file;

    @Mixin
    private TestDataOptions testData;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    StampCommand() {}

    @Override
    public Integer call() throws IOException {
        byte[] stamped;
        PrintWriter out = spec.commandLine().getOut();
        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            out.printf("sha256 before %s%n", model.identity().digest());
        }
        byte[] onnx = withFlareRanges(Files.readAllBytes(file));
        try (OnnxModel model = OnnxModel.open(onnx, file.toString(), Device.cpu)) {
            List<LightCurve> curves = GoldenCurves.of(
                    testData.curves(file, model.card()), model.card().maximumLength());
            stamped = ExportedModel.stamped(onnx, GoldenBatch.of(model, curves));
            out.printf(
                    "%s: golden batch of %d light curves with %d observations%n",
                    file,
                    curves.size(),
                    curves.stream().mapToInt(LightCurve::size).sum());
        }
        try (OnnxModel model = OnnxModel.open(stamped, file.toString(), Device.cpu)) {
            out.printf("sha256 now    %s%n", model.identity().digest());
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, stamped);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        out.flush();
        return 0;
    }

    /** Cards from before surveys had ranges of their own get those of their recipe. */
    private byte[] withFlareRanges(byte[] onnx) {
        try (OnnxModel model = OnnxModel.open(onnx, file.toString(), Device.cpu)) {
            ModelCard card = model.card();
            SimulationRecipe simulation = card.recipe() == null || card.flareRange() == null
                    ? null
                    : TestDataOptions.recipe(file, card).data().simulation();
            return simulation == null
                    ? onnx
                    : ExportedModel.withCard(onnx, card.withSurveyFlareRanges(simulation.flareRanges()));
        }
    }
}
