package org.alertformer.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.OnnxModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        subcommands = ModelPublishCommand.class,
        description = "Checks a model and prints its card as JSON.")
final class ModelCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "ONNX file (default: the shipped model).")
    private @Nullable Path file;

    @Override
    public Integer call() throws Exception {
        try (OnnxModel model = file == null ? ModelOptions.openShipped(Device.cpu) : OnnxModel.open(file, Device.cpu)) {
            CommandLine line = Objects.requireNonNull(spec).commandLine();
            var out = line.getOut();
            out.println(model.card().toJson());
            out.flush();
            line.getErr().println(note(model.golden()));
            if (model.carriesStates()) {
                line.getErr().println("carries a state of " + model.stateSize() + " numbers from alert to alert");
            }
        }
        return 0;
    }

    private static String note(@Nullable GoldenBatch golden) {
        return golden == null
                ? "note: the file has no golden batch, so only its card and its shapes were checked; "
                        + "alertformer-trainer stamp adds one"
                : "golden batch: " + golden.curves().size() + " light curves, answered as stored";
    }
}
