package org.alertformer.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.export.Parity;
import org.alertformer.trainer.network.Member;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes the networks of a model file anew, in the graph that is fastest today or in operators of the standard."
                        + " Nothing is trained; card and golden batch stay, the file's digest changes.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file with a model card and a golden batch.")
    private Path file;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The model to write; default: in the place of MODEL.")
    private @Nullable Path output;

    @Option(
            names = "--form",
            defaultValue = "fused",
            description = "Operators of the graph: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private ExportedModel.Form form;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    ExportCommand() {}

    @Override
    public Integer call() throws IOException {
        Path target = output == null ? file : output;
        PrintWriter out = spec.commandLine().getOut();
        byte[] before = Files.readAllBytes(file);
        try (OnnxModel old = OnnxModel.open(before, file.toString(), Device.cpu)) {
            GoldenBatch golden = old.golden();
            if (golden == null) {
                throw new IllegalArgumentException(
                        "model " + file + " has no golden batch to be compared by; 'stamp' gives it one");
            }
            ModelCard card = old.card();
            List<Member> shapes =
                    TestDataOptions.recipe(file, card).untrained(card.classes().size());
            byte[] onnx = ExportedModel.rewritten(before, card, shapes, form);
            List<EncodedLightCurve> curves = golden.curves().stream()
                    .map(curve -> old.encoder().encode(curve.lightCurve()))
                    .toList();
            try (OnnxModel written = OnnxModel.open(onnx, target.toString(), Device.cpu)) {
                Parity parity = Parity.between(old, written, curves);
                if (!(parity.largest() <= Parity.LIMIT)) {
                    throw new IllegalStateException("the answers would change by " + parity.largest()
                            + ", which is more than " + Parity.LIMIT + "; " + target + " was not written");
                }
                Path part = target.resolveSibling(target.getFileName() + ".part");
                Files.write(part, onnx);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                out.printf(
                        Locale.ROOT,
                        "%s: %,d bytes, the answers to %d light curves differ by at most %.1e%nsha256 before %s%nsha256 now    %s%n",
                        target,
                        onnx.length,
                        parity.curves(),
                        parity.largest(),
                        old.identity().digest(),
                        written.identity().digest());
            }
        }
        out.flush();
        return 0;
    }
}
