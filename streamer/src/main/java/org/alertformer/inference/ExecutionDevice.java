package org.alertformer.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a session runs, after looking at what there is. */
enum ExecutionDevice {
    CPU,
    CUDA;

    private static final Logger log = LoggerFactory.getLogger(ExecutionDevice.class);
    private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

    /** Unpacks the libraries that are needed; throws {@link ModelException} with the reason if CUDA is a must and cannot be. */
    static ExecutionDevice choose(Device asked) {
        if (asked == Device.cpu) {
            NativeLibraries.prepare(false);
            return CPU;
        }
        String obstacle = obstacleToCuda();
        if (obstacle == null) {
            NativeLibraries.prepare(true);
            obstacle = failureOfCuda();
        } else {
            NativeLibraries.prepare(false);
        }
        if (obstacle == null) {
            log.info("inference on CUDA device 0");
            return CUDA;
        }
        if (asked == Device.cuda) {
            throw new ModelException("CUDA was asked for but cannot be used: " + obstacle);
        }
        log.info("inference on the CPU: {}", obstacle);
        return CPU;
    }

    private static @Nullable String obstacleToCuda() {
        if (!NativeLibraries.haveCuda()) {
            return "this build has the ONNX Runtime without CUDA (it was made with -Pcpu, or for another platform)";
        }
        if (System.getProperty("os.name").startsWith("Linux") && !Files.exists(NVIDIA_DRIVER)) {
            return "there is no NVIDIA driver (" + NVIDIA_DRIVER + " is absent)";
        }
        return null;
    }

    /** Tries for real: the libraries of CUDA 12 and cuDNN 9 may be missing where a driver is present. */
    private static @Nullable String failureOfCuda() {
        OrtEnvironment.getEnvironment(); // must exist before options ask for CUDA
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.addCUDA(0);
            return null;
        } catch (OrtException | UnsatisfiedLinkError e) {
            return e.getMessage() + " (CUDA 12 and cuDNN 9 are needed; the loader's own words are on standard error)";
        }
    }

    /**
     * The extent that a dimension of a tensor gets: a CPU computes what there is; CUDA plans, tunes and keeps memory for
     * each shape it meets, so it meets powers of two only.
     */
    int padded(int extent, int least) {
        if (this == CPU || extent <= 0) {
            return extent;
        }
        return Math.max(least, extent == 1 ? 1 : Integer.highestOneBit(extent - 1) << 1);
    }

    OrtSession createSession(OrtEnvironment environment, byte[] onnx) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            if (this == CPU) {
                return environment.createSession(onnx, options);
            }
            try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
                // Memory grows by what is asked for, not by doubling: other processes may share the device.
                cuda.add("arena_extend_strategy", "kSameAsRequested");
                // TF32 rounds to ten bits; an answer should not depend on where it was computed.
                cuda.add("use_tf32", "0");
                options.addCUDA(cuda);
                return environment.createSession(onnx, options);
            }
        }
    }
}
