package org.alertformer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.alertformer.inference.BatchCalibration;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.Device;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.ShadowedEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model, where it runs and how light curves are gathered for it. */
final class ModelOptions {
    private static final long MEBIBYTE = 1 << 20;

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
            description = "Light curves per call at most (default: what is fastest in half a second of trying).")
    @Nullable
    Integer batchSize;

    @Option(
            names = "--batch-wait",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Milliseconds that a light curve waits for others (default: ${DEFAULT-VALUE}).")
    long batchWait = 10;

    @Option(
            names = "--state-memory",
            paramLabel = "MIB",
            description =
                    "Memory for the states of a model that carries them from alert to alert, so that it reads what is"
                            + " new and not the whole light curve; 0 for none (default: an eighth of the heap).")
    @Nullable
    Long stateMemory;

    OnnxModel open() throws IOException {
        return model == null ? openShipped(device) : OnnxModel.open(model, device);
    }

    /** An engine that tries a second model beside the first; that one alone if there is no second. */
    InferenceEngine beside(MicroBatcher main, @Nullable Path second) {
        if (second == null) {
            return main;
        }
        OnnxModel shadow = OnnxModel.open(second, device);
        return new ShadowedEngine(main, MicroBatcher.start(shadow, batches(shadow)));
    }

    static OnnxModel openShipped(Device device) throws IOException {
        try (InputStream in = ModelOptions.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new CommandFailure("this build ships no model; name one with --model FILE");
            }
            return OnnxModel.open(in.readAllBytes(), "shipped with this program", device);
        }
    }

    /** Batches of the size asked for or of the size that suits the model, which is measured. */
    BatchSettings batches(OnnxModel model) {
        int threads = inferenceThreads == null ? Runtime.getRuntime().availableProcessors() : inferenceThreads;
        int asked = batchSize == null ? 1 : batchSize;
        BatchSettings settings = new BatchSettings(threads, asked, Duration.ofMillis(batchWait), stateBytes());
        return batchSize == null ? settings.sized(BatchCalibration.batchSize(model, settings.stateMemory())) : settings;
    }

    /** An engine around a model. */
    MicroBatcher start(OnnxModel model) {
        return MicroBatcher.start(model, batches(model));
    }

    /** Answers from states have no attention of the observations before them. */
    void wantAttention() {
        if (stateMemory != null && stateMemory > 0) {
            throw new IllegalArgumentException("--attention needs the whole light curve for each alert, so it goes with"
                    + " --state-memory 0 or none, not " + stateMemory);
        }
        stateMemory = 0L;
    }

    private long stateBytes() {
        return stateMemory == null
                ? BatchSettings.defaultStateMemory()
                : Math.min(stateMemory, Long.MAX_VALUE / MEBIBYTE) * MEBIBYTE;
    }
}
