package org.alertformer.bench;

import java.util.List;

/**
 * How much is measured.
 *
 * @param repetitions of each rung of the ladder, interleaved
 * @param warmUp alerts before the clock starts
 * @param alerts of one drain, with those of the warm-up
 * @param rates [alerts/s] at which latency is measured
 * @param rateSeconds how long
 * @param bursts alerts of visits that come at once
 * @param lengths observations per object whose cost is measured
 * @param scaling whether the stream is also measured with one more stream thread
 * @param memory objects by which the growth of memory is measured; 0 to leave it out
 * @param graphSeconds for each form of the graph
 * @param historyObjects objects whose cost is measured at each length
 */
public record BenchPlan(
        int repetitions,
        int warmUp,
        int alerts,
        List<Integer> rates,
        int rateSeconds,
        List<Integer> bursts,
        List<Integer> lengths,
        boolean scaling,
        int memory,
        int graphSeconds,
        int historyObjects) {

    /** Alerts at their rate that are not counted, before those that are [s]. */
    static final int CALM_SECONDS = 10;

    /** Everything; takes about half an hour. */
    public static BenchPlan full() {
        return new BenchPlan(
                5,
                30_000,
                70_000,
                List.of(333, 1000),
                60,
                List.of(10_000, 40_000),
                List.of(10, 50, 200, 500, 1000),
                true,
                100_000,
                4,
                500);
    }

    /** What every run should tell, in less than five minutes on two cores. */
    public static BenchPlan quick() {
        return new BenchPlan(
                2, 11_000, 16_000, List.of(333), 15, List.of(10_000), List.of(10, 500, 1000), false, 0, 1, 200);
    }

    /** The same with another number of repetitions. */
    public BenchPlan repeated(int times) {
        return new BenchPlan(
                times,
                warmUp,
                alerts,
                rates,
                rateSeconds,
                bursts,
                lengths,
                scaling,
                memory,
                graphSeconds,
                historyObjects);
    }

    /** Alerts that are sent to the stream that is measured live. */
    int live() {
        return warmUp
                + rates.stream()
                        .mapToInt(rate -> rate * (CALM_SECONDS + rateSeconds))
                        .sum()
                + bursts.stream().mapToInt(Integer::intValue).sum();
    }
}
