package org.alertformer.encoding;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alertformer.lightcurve.Observation;

/**
 * A light curve folded at the period of its transits, in two views: the whole phase, and the transit enlarged (Shallue and
 * Vanderburg 2018, arXiv 1712.05044; Salinas et al. 2023). The period is that of the best box: for each trial period the folded
 * light curve is binned and the box with the largest depth over its error is kept (Kovacs, Zucker and Mazeh 2002).
 *
 * <p>Rows are bins, first those of the whole phase from -1/2 to 1/2, then those within one transit duration and a half of its
 * centre. {@code view_flux} is the mean flux minus the median over the transit's depth, {@code view_odd} and {@code view_even} the
 * same of every second transit, {@code view_error} its error likewise, {@code view_detail} 1 in the second view. The same in all
 * rows: {@code transit_log_depth} log10 of depth over median flux, {@code transit_log_period} [days], {@code transit_duration} over
 * period, {@code transit_significance} asinh of depth over its error. Empty bins hold 0. In place of time stands the row's number.
 *
 * @param whole bins of the whole phase
 * @param detail bins of the transit
 * @param shortest trial period [days]
 * @param longest trial period [days]
 */
record FoldedViews(int whole, int detail, double shortest, double longest) implements Resampling {
    private static final int BINS = 120;
    private static final int[] BOXES = {2, 4, 8};
    private static final int MOST_TRIALS = 6000;
    private static final double DETAIL_WIDTH = 1.5;

    static FoldedViews of(Sampling sampling) {
        return new FoldedViews(
                (int) sampling.parameter("whole", 64),
                (int) sampling.parameter("detail", 32),
                sampling.parameter("shortest", 0.5),
                sampling.parameter("longest", 15));
    }

    /** A box: its period and centre [days], its duration as a fraction of the period, depth and depth over error. */
    private record Box(double period, double centre, double duration, double depth, double significance) {}

    @Override
    public int rows() {
        return whole + detail;
    }

    @Override
    public Set<String> names() {
        return Set.of(
                "view_flux",
                "view_odd",
                "view_even",
                "view_error",
                "view_detail",
                "transit_log_depth",
                "transit_log_period",
                "transit_duration",
                "transit_significance");
    }

    @Override
    public Resampled of(List<Observation> observations) {
        int n = observations.size();
        double[] t = new double[n];
        double[] y = new double[n];
        double[] w = new double[n];
        double median = median(observations);
        for (int i = 0; i < n; i++) {
            Observation o = observations.get(i);
            t[i] = o.mjd() - observations.get(0).mjd();
            y[i] = o.flux() / median - 1;
            w[i] = Math.pow(median / o.fluxErr(), 2);
        }
        Box box = search(t, y, w);
        int rows = whole + detail;
        double[][] flux = new double[3][rows];
        double[][] weight = new double[3][rows];
        double narrow = DETAIL_WIDTH * box.duration();
        for (int i = 0; i < n; i++) {
            double cycles = (t[i] - box.centre()) / box.period() + 0.5;
            long cycle = (long) Math.floor(cycles);
            double phase = cycles - cycle - 0.5;
            int parity = Math.floorMod(cycle, 2L) == 0 ? 2 : 1;
            add(flux, weight, parity, Math.min(whole - 1, (int) ((phase + 0.5) * whole)), y[i], w[i]);
            if (Math.abs(phase) < narrow) {
                int bin = (int) ((phase / narrow + 1) / 2 * detail);
                add(flux, weight, parity, whole + Math.min(detail - 1, bin), y[i], w[i]);
            }
        }
        double depth = Math.max(1e-6, box.depth());
        double[] error = new double[rows];
        for (int r = 0; r < rows; r++) {
            error[r] = weight[0][r] > 0 ? Math.min(10, 1 / Math.sqrt(weight[0][r]) / depth) : 0;
            for (int kind = 0; kind < 3; kind++) {
                double mean = weight[kind][r] > 0 ? flux[kind][r] / weight[kind][r] / depth : 0;
                flux[kind][r] = Math.max(-10, Math.min(10, mean));
            }
        }
        double[] second = new double[rows];
        Arrays.fill(second, whole, rows, 1);
        double[] days = new double[rows];
        for (int r = 0; r < rows; r++) {
            days[r] = r;
        }
        Map<String, double[]> columns = new LinkedHashMap<>();
        columns.put("view_flux", flux[0]);
        columns.put("view_odd", flux[1]);
        columns.put("view_even", flux[2]);
        columns.put("view_error", error);
        columns.put("view_detail", second);
        columns.put("transit_log_depth", same(Math.log10(depth), rows));
        columns.put("transit_log_period", same(Math.log10(box.period()), rows));
        columns.put("transit_duration", same(box.duration(), rows));
        double s = Math.max(0, box.significance());
        columns.put("transit_significance", same(Math.log(s + Math.sqrt(s * s + 1)), rows));
        return new Resampled(days, columns);
    }

    private static void add(double[][] flux, double[][] weight, int parity, int row, double y, double w) {
        flux[0][row] += w * y;
        weight[0][row] += w;
        flux[parity][row] += w * y;
        weight[parity][row] += w;
    }

    private static double[] same(double value, int rows) {
        double[] values = new double[rows];
        Arrays.fill(values, value);
        return values;
    }

    private static double median(List<Observation> observations) {
        double[] flux =
                observations.stream().mapToDouble(Observation::flux).sorted().toArray();
        double middle = flux[flux.length / 2];
        return middle == 0 ? 1 : middle;
    }

    /** Trial periods are spaced so that over the light curve's span a transit moves by less than a bin. */
    private Box search(double[] t, double[] y, double[] w) {
        double span = Math.max(1e-3, t[t.length - 1]);
        double low = 1 / longest;
        double high = 1 / shortest;
        int trials = (int) Math.max(1, Math.min(MOST_TRIALS, (high - low) * span * BINS / 2));
        double[] sums = new double[2 * BINS];
        double[] weights = new double[2 * BINS];
        Box best = new Box(longest, 0, (double) BOXES[0] / BINS, 0, 0);
        for (int trial = 0; trial < trials; trial++) {
            double frequency = low + (high - low) * trial / Math.max(1, trials - 1);
            Arrays.fill(sums, 0);
            Arrays.fill(weights, 0);
            double total = 0;
            double all = 0;
            for (int i = 0; i < t.length; i++) {
                double cycles = t[i] * frequency;
                int bin = Math.min(BINS - 1, (int) ((cycles - Math.floor(cycles)) * BINS));
                sums[bin] += w[i] * y[i];
                weights[bin] += w[i];
                total += w[i] * y[i];
                all += w[i];
            }
            System.arraycopy(sums, 0, sums, BINS, BINS);
            System.arraycopy(weights, 0, weights, BINS, BINS);
            for (int size : BOXES) {
                double sum = 0;
                double weight = 0;
                for (int bin = 0; bin < BINS + size; bin++) {
                    sum += sums[bin % (2 * BINS)];
                    weight += weights[bin % (2 * BINS)];
                    if (bin >= size) {
                        sum -= sums[bin - size];
                        weight -= weights[bin - size];
                    }
                    double outside = all - weight;
                    if (bin < size - 1 || weight <= 0 || outside <= 0) {
                        continue;
                    }
                    double depth = (total - sum) / outside - sum / weight;
                    double significance = depth / Math.sqrt(1 / weight + 1 / outside);
                    if (significance > best.significance()) {
                        double centre = (bin + 1 - size / 2.0) / BINS / frequency;
                        best = new Box(1 / frequency, centre, (double) size / BINS, depth, significance);
                    }
                }
            }
        }
        return best;
    }
}
