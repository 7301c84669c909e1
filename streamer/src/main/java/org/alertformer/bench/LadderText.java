package org.alertformer.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The ladder as a table. */
final class LadderText {
    private static final Map<String, String> NAMES = Map.of(
            "ort", "ONNX Runtime alone on the same light curves, each read whole, one caller per core",
            "plain", "consumer and producer transactions, light curves in a map, one loop per core",
            "stream", "the stream",
            "stream_2_threads", "the stream with two stream threads",
            "per_record", "the stream with one call for each alert, one stream thread per core",
            "flink_per_record", "Flink, one call for each alert",
            "flink_batched", "Flink with micro-batches");

    private LadderText() {}

    static void write(Results results, BenchPlan plan, List<Message> load, boolean peers) {
        double bytes = load.stream()
                .mapToInt(message -> message.value().length)
                .average()
                .orElse(0);
        results.line(String.format(
                Locale.ROOT,
                "%,d alerts of the second year of a simulated LSST (%,.0f bytes each on average, native format, history"
                        + " included), %,d of them to warm up; exactly once, committed at least every second; drained from a full"
                        + " topic of %d partitions; %d repetitions, taken in turns. Median (lowest to highest).",
                plan.alerts(),
                bytes,
                plan.warmUp(),
                Topics.PARTITIONS,
                plan.repetitions()));
        results.line("");
        results.line("| contender | alerts/s | of ONNX Runtime alone | CPU per alert | broker's CPU per alert |");
        results.line("|---|---|---|---|---|");
        List<String> rungs = new ArrayList<>(List.of("ort", "plain", "stream", "stream_2_threads", "per_record"));
        rungs.addAll(List.of("flink_batched", "flink_per_record"));
        for (String rung : rungs) {
            if (results.has(rung + "_per_s")) {
                results.line(String.format(
                        Locale.ROOT,
                        "| %s | %s | %.2f | %s us | %s |",
                        NAMES.get(rung),
                        results.spread(rung + "_per_s").text(0),
                        results.median(rung + "_per_s") / results.median("ort_per_s"),
                        results.spread(rung + "_cpu_us").text(0),
                        results.has(rung + "_broker_cpu_us")
                                ? results.spread(rung + "_broker_cpu_us").text(0) + " us"
                                : ""));
            }
        }
        if (!peers) {
            results.line("");
            results.line("Flink was not run: its jar is built with `mvn -Pcpu,peers -DskipTests package`.");
        }
        results.line("");
    }
}
