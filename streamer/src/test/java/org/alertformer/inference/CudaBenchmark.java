package org.alertformer.inference;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.alertformer.encoding.EncodedLightCurve;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls and light curves a second on an NVIDIA GPU by size of the batch, the light curves all 100 observations long.
 * Not run where there is no CUDA, which {@link #obstacle} tells.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CudaBenchmark {
    private static final int LENGTH = 100;

    @Param({"1", "16", "64", "256", "1024"})
    int batch;

    private @Nullable OnnxModel model;
    private @Nullable ModelCall call;
    private List<EncodedLightCurve> curves = List.of();

    /** Light curves per second, beside the calls per second. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Answered {
        public long lightCurves;
    }

    /** Why this cannot run here; null if it can. */
    public static @Nullable String obstacle() {
        try (OnnxModel model = TestModels.shipped(Device.cuda)) {
            return null;
        } catch (ModelException e) {
            return e.getMessage();
        }
    }

    @Setup
    public void open() {
        OnnxModel opened = TestModels.shipped(Device.cuda);
        model = opened;
        call = opened.newCall();
        var random = new Random(4);
        curves = random.ints(batch, LENGTH, LENGTH + 1)
                .mapToObj(length -> opened.encoder().encode(OnnxModelTest.curve(random, length)))
                .toList();
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(call).close();
        Objects.requireNonNull(model).close();
    }

    @Benchmark
    public List<Prediction> calls(Answered answered) {
        answered.lightCurves += batch;
        return Objects.requireNonNull(call).predict(curves);
    }
}
