package org.alertformer.inference;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alertformer.encoding.EncodedLightCurve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many light curves a call should take, measured on the model and the machine at hand in about half a second: small
 * batches fit a core's caches, larger ones spread the cost of a call, and where the one outweighs the other depends on
 * both. The light curves are noise with lengths as a survey has them, log-uniform, called as {@link MicroBatcher} calls
 * them: sorted by length and cut into batches. Where states are carried they are as long as what an alert adds.
 *
 * <p>Each size is tried in turn in several rounds and its best round counts, since whatever else the machine does can
 * only make a round slower; for the same reason a CPU's rounds are measured in the time that this thread was running, not
 * in the time that went by. Of sizes that are within {@value #TIE} of the fastest the smallest is taken: its light curves
 * wait the least. Answers do not depend on the choice, but for the last digit of a float.
 */
public final class BatchCalibration {
    private static final Logger log = LoggerFactory.getLogger(BatchCalibration.class);
    private static final int[] CPU_SIZES = {1, 4, 8, 16, 32, 64};
    private static final int[] CUDA_SIZES = {64, 128, 256, 512, 1024};
    private static final int SHORTEST = 4;
    private static final int LONGEST = 128;
    private static final int LONGEST_STEP = 4;
    private static final int ROUNDS = 3;
    /** Light curves of a round; each size divides it. */
    private static final int WINDOW = 256;
    /** After so long no further round begins; one there is on the busiest machine. */
    private static final long PATIENCE_NANOS = 600_000_000;

    private static final double TIE = 0.03;

    private BatchCalibration() {}

    /**
     * The size of batch to use, which is logged with the rates it was chosen by.
     *
     * @param stateMemory as in {@link BatchSettings}
     */
    public static int batchSize(OnnxModel model, long stateMemory) {
        int[] sizes = model.device() == ExecutionDevice.CUDA ? CUDA_SIZES : CPU_SIZES;
        double[] rates = measure(model, sizes, stateMemory > 0 && model.carriesStates());
        int chosen = choose(sizes, rates);
        String measured = IntStream.range(0, sizes.length)
                .mapToObj(i -> String.format(Locale.ROOT, "%d: %,.0f", sizes[i], rates[i]))
                .collect(Collectors.joining(", "));
        log.info("batches of {} light curves (light curves per second of one core by size: {})", chosen, measured);
        return chosen;
    }

    /** The smallest size whose rate is nearly the best. */
    static int choose(int[] sizes, double[] rates) {
        double best = Arrays.stream(rates).max().orElseThrow();
        for (int i = 0; i < sizes.length; i++) {
            if (rates[i] >= (1 - TIE) * best) {
                return sizes[i];
            }
        }
        throw new IllegalArgumentException("no rate of " + Arrays.toString(rates) + " is a number");
    }

    /** Light curves per second of one caller, by size. */
    private static double[] measure(OnnxModel model, int[] sizes, boolean steps) {
        List<EncodedLightCurve> window = window(model, Math.max(WINDOW, 2 * sizes[sizes.length - 1]), steps);
        double[] rates = new double[sizes.length];
        long began = System.nanoTime();
        try (ModelCall call = model.newCall()) {
            rate(call, window, sizes[sizes.length / 2]); // the first calls make buffers and are interpreted
            int round = 0;
            do {
                for (int i = 0; i < sizes.length; i++) {
                    rates[i] = Math.max(rates[i], rate(call, window, sizes[i]));
                }
                round++;
            } while (round < ROUNDS && System.nanoTime() - began < PATIENCE_NANOS);
        }
        return rates;
    }

    private static double rate(ModelCall call, List<EncodedLightCurve> window, int size) {
        boolean ownTime = call.model().device() == ExecutionDevice.CPU;
        long began = nanos(ownTime);
        for (int from = 0; from < window.size(); from += size) {
            call.predict(window.subList(from, from + size));
        }
        return window.size() / (Math.max(1, nanos(ownTime) - began) / 1e9);
    }

    /** A session has one intra-operator thread, so on a CPU the caller does all the work. */
    private static long nanos(boolean ownTime) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        return ownTime && clock.isCurrentThreadCpuTimeSupported() ? clock.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private static List<EncodedLightCurve> window(OnnxModel model, int count, boolean steps) {
        SplittableRandom random = new SplittableRandom(1);
        int fixed = model.encoder().fixedRows();
        int longest = fixed > 0
                ? fixed
                : Math.min(steps ? LONGEST_STEP : LONGEST, model.encoder().maximumLength());
        int shortest = fixed > 0 ? fixed : Math.min(steps ? 1 : SHORTEST, longest);
        int width = model.encoder().featureCount();
        List<EncodedLightCurve> window = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            double share = i / (double) (count - 1);
            int length = (int) Math.round(shortest * Math.pow((double) longest / shortest, share));
            float[] features = new float[length * width];
            for (int f = 0; f < features.length; f++) {
                features[f] = (float) (2 * random.nextDouble() - 1);
            }
            float[] time = new float[length];
            for (int t = 0; t < length; t++) {
                time[t] = t;
            }
            window.add(new EncodedLightCurve(length, features, time, 0));
        }
        return window;
    }
}
