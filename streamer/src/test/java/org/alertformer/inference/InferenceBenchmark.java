package org.alertformer.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.lightcurve.LightCurve;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Light curves a second through the shipped model, and with {@code -prof gc} the bytes each leaves to the garbage collector:
 * {@link #encode} alone, {@link #call} in sorted batches of 16 with memory that is used again, {@link #callOnce} with
 * memory of its own for every batch, and {@link #engine}, all of it with batching, one inference thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class InferenceBenchmark {
    static final int CURVES = 512;
    private static final int BATCH = 16;

    private final List<LightCurve> curves = curves();
    private final List<EncodedLightCurve> encoded = new ArrayList<>();
    private final OnnxModel model = TestModels.shipped();
    private final ModelCall call = model.newCall();
    private final MicroBatcher engine =
            MicroBatcher.start(TestModels.shipped(), new BatchSettings(1, BATCH, Duration.ofMillis(10)));

    /** Of 4 to 128 observations, log-uniform, the shortest first. */
    static List<LightCurve> curves() {
        Random random = new Random(12);
        List<LightCurve> curves = new ArrayList<>();
        for (int i = 0; i < CURVES; i++) {
            curves.add(OnnxModelTest.curve(random, (int) Math.round(4 * Math.pow(32, random.nextDouble()))));
        }
        curves.sort(Comparator.comparingInt(LightCurve::size));
        return curves;
    }

    @Setup
    public void encodeAll() {
        curves.forEach(curve -> encoded.add(model.encoder().encode(curve)));
    }

    @TearDown
    public void close() {
        call.close();
        model.close();
        engine.close();
    }

    @Benchmark
    @OperationsPerInvocation(CURVES)
    public int encode() {
        int sum = 0;
        for (LightCurve curve : curves) {
            sum += model.encoder().encode(curve).length();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CURVES)
    public int call() {
        int sum = 0;
        for (int from = 0; from < CURVES; from += BATCH) {
            sum += call.predict(encoded.subList(from, from + BATCH)).size();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CURVES)
    public int callOnce() {
        int sum = 0;
        for (int from = 0; from < CURVES; from += BATCH) {
            try (ModelCall once = model.newCall()) {
                sum += once.predict(encoded.subList(from, from + BATCH)).size();
            }
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CURVES)
    public float engine() {
        List<CompletableFuture<Prediction>> answers = new ArrayList<>(CURVES);
        for (LightCurve curve : curves) {
            answers.add(engine.submit(curve));
        }
        float sum = 0;
        for (CompletableFuture<Prediction> answer : answers) {
            sum += answer.join().probabilities()[0];
        }
        return sum;
    }
}
