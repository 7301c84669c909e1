package org.alertformer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    private static final List<String> PROMISED = List.of(
            "ort_per_s",
            "plain_per_s",
            "stream_per_s",
            "per_record_per_s",
            "p99_ms_at_333",
            "p98_s_burst_100",
            "graph_best_over_plain",
            "cost_1000_over_10",
            "bytes_written_per_observation_500");

    @TempDir
    private Path directory = Path.of("");

    /** Every contender answers every alert once, or this fails; how fast they are is nobody's business here. */
    @Test
    void run_measuresWhatIsPromised() throws Exception {
        Path model = directory.resolve("default.onnx");
        try (InputStream in = BenchTest.class.getResourceAsStream("/models/default.onnx")) {
            Files.copy(Objects.requireNonNull(in), model);
        }
        BenchPlan tiny =
                new BenchPlan(1, 100, 300, List.of(333), 1, List.of(100), List.of(10, 500, 1000), false, 0, 1, 20);

        Map<String, Object> figures;
        try (Bench bench = Bench.start(tiny, model, null, directory.resolve("work"), step -> {})) {
            figures = bench.run().summary();
        }

        assertThat(figures).containsKeys(PROMISED.toArray(String[]::new));
        assertThat(PROMISED)
                .allSatisfy(key -> assertThat(((Number) Objects.requireNonNull(figures.get(key))).doubleValue())
                        .isPositive());
    }
}
