package org.alertformer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model, where it runs and how light curves are gathered for it. */
final class ModelOptions {
    static final String SHIPPED = "/models/default.onnx";

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "ONNX file with a model card (default: the shipped model).")
    @Nullable
    Path model;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            defaultValue = "auto",
            description = "Where the model runs; cuda fails where CUDA cannot be used (default: ${DEFAULT-VALUE}).")
    Device device = Device.auto;

    @Option(
            names = "--inference-threads",
            paramLabel = "N",
            description = "Threads that call the model (default: one per core).")
    @Nullable
    Integer inferenceThreads;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "16",
            description = "Light curves per call at most (default: ${DEFAULT-VALUE}).")
    int batchSize = 16;

    @Option(
            names = "--batch-wait",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Milliseconds that a light curve waits for others (default: ${DEFAULT-VALUE}).")
    long batchWait = 10;

    OnnxModel open() throws IOException {
        return model == null ? openShipped(device) : OnnxModel.open(model, device);
    }

    static OnnxModel openShipped(Device device) throws IOException {
        try (InputStream in = ModelOptions.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new CommandFailure("this build ships no model; name one with --model FILE");
            }
            return OnnxModel.open(in.readAllBytes(), "shipped with this program", device);
        }
    }

    BatchSettings batches() {
        int threads = inferenceThreads == null ? Runtime.getRuntime().availableProcessors() : inferenceThreads;
        return new BatchSettings(threads, batchSize, Duration.ofMillis(batchWait));
    }
}
