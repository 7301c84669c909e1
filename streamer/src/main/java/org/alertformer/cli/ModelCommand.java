package org.alertformer.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "model", mixinStandardHelpOptions = true, description = "Checks a model and prints its card as JSON.")
final class ModelCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "ONNX file (default: the shipped model).")
    private @Nullable Path file;

    @Override
    public Integer call() throws Exception {
        try (OnnxModel model = file == null ? ModelOptions.openShipped(Device.cpu) : OnnxModel.open(file, Device.cpu)) {
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(model.card().toJson());
            out.flush();
        }
        return 0;
    }
}
