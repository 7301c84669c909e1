package org.alertformer.classification;

import java.util.ArrayList;
import java.util.List;
import org.alertformer.classification.FlarePosterior.Quantiles;
import org.alertformer.inference.FlareRange;

/**
 * The posterior of a flare, summed over cells of (ln A, t0, ln tau).
 *
 * <p>The likelihood jumps where t0 passes an observation and is smooth between, so t0 runs over pieces of the gaps between
 * observations. For each t0 and tau the likelihood is nearly normal in A, and A runs over {@value #AMPLITUDES} values
 * around its maximum. A first look at the maxima alone finds which pairs of t0 and tau are worth a sum.
 */
final class FlareGrid {
    private static final int DECAYS = 24;
    private static final int AMPLITUDES = 15;
    private static final int MOST_PIECES = 8;
    private static final int ONSETS = 40;
    private static final double REACH = 5;

    /** Log likelihoods this far below the largest add nothing. */
    private static final double NEGLIGIBLE = 14;

    /** Share of the mass in the outermost cells above which the grid is judged to have missed. */
    private static final double EDGE_MASS = 0.02;

    private static final double SMALLEST_RATIO = 1e-4;
    private static final int BINS = 400;

    private final FlareLight light;
    private final FlareRange range;

    /** (ln A, half its cell, t0, half its piece, ln tau, half its cell, log mass and later mass). */
    private final List<double[]> cells = new ArrayList<>();

    private boolean inside;

    private FlareGrid(FlareLight light, FlareRange range) {
        this.light = light;
        this.range = range;
    }

    /**
     * @param range bounds of ln A and ln tau
     * @param open whether there may be something beyond the first and the last onset
     * @param onsets between which MJDs t0 lies, the last observation at most
     * @param decays between which ln tau lies, if the range does not bound it further
     */
    static FlareGrid of(FlareLight light, FlareRange range, boolean open, double[] onsets, double[] decays) {
        FlareGrid grid = new FlareGrid(light, range);
        double last = light.mjd(light.size() - 1);
        double lowest = Math.log(range.shortestDecay());
        double highest = Math.log(range.longestDecay());
        double from = Math.min(Math.max(decays[0], lowest), highest - 0.1);
        double to = Math.max(Math.min(decays[1], highest), lowest + 0.1);
        double[][] pieces = grid.pieces(Math.min(onsets[0], last - 1), Math.min(onsets[1], last), 1);
        double[] edges = edges(from, to);
        double begin = Double.POSITIVE_INFINITY;
        double end = Double.NEGATIVE_INFINITY;
        double shortest = Double.POSITIVE_INFINITY;
        double longest = Double.NEGATIVE_INFINITY;
        for (Pair pair : grid.look(pieces, edges)) {
            begin = Math.min(begin, pair.begin());
            end = Math.max(end, pair.end());
            shortest = Math.min(shortest, pair.shortest());
            longest = Math.max(longest, pair.longest());
        }
        double[][] fine = grid.pieces(begin, end, ONSETS / grid.gaps(begin, end));
        grid.fill(grid.look(fine, edges(shortest, longest)));
        grid.normalise();
        boolean openBegin = open && begin <= pieces[0][0];
        boolean openEnd = open && end >= pieces[pieces.length - 1][1] && end < last;
        boolean openShort = shortest <= from && from > lowest;
        boolean openLong = longest >= to && to < highest;
        double edge = 0;
        for (double[] cell : grid.cells) {
            boolean outermost = openBegin && cell[2] - cell[3] <= begin
                    || openEnd && cell[2] + cell[3] >= end
                    || openShort && cell[4] - cell[5] <= shortest + 1e-9
                    || openLong && cell[4] + cell[5] >= longest - 1e-9;
            edge += outermost ? cell[6] : 0;
        }
        grid.inside = !grid.cells.isEmpty() && edge <= EDGE_MASS;
        return grid;
    }

    private static double[] edges(double from, double to) {
        double[] edges = new double[DECAYS + 1];
        for (int k = 0; k <= DECAYS; k++) {
            edges[k] = from + (to - from) * k / DECAYS;
        }
        return edges;
    }

    private int gaps(double from, double to) {
        int gaps = 1;
        for (int i = 0; i < light.size(); i++) {
            gaps += light.mjd(i) > from && light.mjd(i) < to ? 1 : 0;
        }
        return gaps;
    }

    /** The gaps between two times, each cut into so many pieces, long ones further. */
    private double[][] pieces(double from, double to, int cuts) {
        List<double[]> pieces = new ArrayList<>();
        double begin = from;
        int count = Math.max(1, Math.min(MOST_PIECES, cuts));
        double longest = Math.max((to - from) / ONSETS, 0.5);
        for (int i = 0; i <= light.size(); i++) {
            double end = i < light.size() ? Math.min(light.mjd(i), to) : to;
            if (end > begin) {
                int own = Math.max(count, (int) Math.ceil((end - begin) / longest));
                for (int k = 0; k < own; k++) {
                    pieces.add(new double[] {begin + (end - begin) * k / own, begin + (end - begin) * (k + 1) / own});
                }
                begin = end;
            }
        }
        return pieces.toArray(double[][]::new);
    }

    /** One piece of t0 with one cell of ln tau, and the range of A that is worth a sum. */
    private record Pair(
            double begin, double end, double shortest, double longest, double low, double high, double best) {
        double onset() {
            return (begin + end) / 2;
        }

        double lnDecay() {
            return (shortest + longest) / 2;
        }
    }

    /** The pairs of pieces and decay cells whose best amplitude is not hopeless. */
    private List<Pair> look(double[][] pieces, double[] edges) {
        List<Pair> pairs = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k + 1 < edges.length; k++) {
            light.setDecay(Math.exp((edges[k] + edges[k + 1]) / 2));
            for (double[] piece : pieces) {
                double onset = (piece[0] + piece[1]) / 2;
                FlareLight.Peak peak = light.peak(onset);
                double low = range.lowestAmplitude();
                double high = range.highestAmplitude();
                double amplitude = Math.max(low, Math.min(high, peak.amplitude()));
                double reach = REACH * peak.sigma();
                if (peak.amplitude() - reach < high && peak.amplitude() + reach > low) {
                    low = Math.max(low, peak.amplitude() - reach);
                    high = Math.min(high, peak.amplitude() + reach);
                } else {
                    double distance = Math.abs(peak.amplitude() - amplitude);
                    double width = Math.min(reach, 2 * NEGLIGIBLE * peak.sigma() * peak.sigma() / distance);
                    low = Math.max(low, amplitude - width);
                    high = Math.min(high, amplitude + width);
                }
                low = Math.max(low, high * SMALLEST_RATIO);
                double value = Math.max(
                        light.logLikelihood(onset, amplitude),
                        Math.max(light.logLikelihood(onset, low), light.logLikelihood(onset, (low + amplitude) / 2)));
                best = Math.max(best, value);
                pairs.add(new Pair(piece[0], piece[1], edges[k], edges[k + 1], low, high, value));
            }
        }
        double least = best - NEGLIGIBLE;
        pairs.removeIf(pair -> pair.best() < least);
        return pairs;
    }

    private void fill(List<Pair> pairs) {
        double decay = Double.NaN;
        for (Pair pair : pairs) {
            if (pair.lnDecay() != decay) {
                decay = pair.lnDecay();
                light.setDecay(Math.exp(decay));
            }
            double from = Math.log(pair.low());
            double half = (Math.log(pair.high()) - from) / AMPLITUDES / 2;
            double share = Math.log((pair.end() - pair.begin()) * (pair.longest() - pair.shortest()) * 2 * half);
            for (int a = 0; a < AMPLITUDES; a++) {
                double lnAmplitude = from + (2 * a + 1) * half;
                cells.add(new double[] {
                    lnAmplitude,
                    half,
                    pair.onset(),
                    (pair.end() - pair.begin()) / 2,
                    decay,
                    (pair.longest() - pair.shortest()) / 2,
                    light.logLikelihood(pair.onset(), Math.exp(lnAmplitude)) + share
                });
            }
        }
    }

    private void normalise() {
        double best = Double.NEGATIVE_INFINITY;
        for (double[] cell : cells) {
            best = Math.max(best, cell[6]);
        }
        double total = 0;
        for (double[] cell : cells) {
            cell[6] = Math.exp(cell[6] - best);
            total += cell[6];
        }
        for (double[] cell : cells) {
            cell[6] /= total;
        }
    }

    /** Whether the posterior lies inside the grid, or at the bounds of the range. */
    boolean isInside() {
        return inside;
    }

    Quantiles lnAmplitude() {
        return quantiles(0);
    }

    /** MJD [days]. */
    Quantiles onset() {
        return quantiles(2);
    }

    Quantiles lnDecay() {
        return quantiles(4);
    }

    /** Each cell's mass is spread evenly over the cell. */
    private Quantiles quantiles(int axis) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] cell : cells) {
            if (cell[6] > 1e-9) {
                low = Math.min(low, cell[axis] - cell[axis + 1]);
                high = Math.max(high, cell[axis] + cell[axis + 1]);
            }
        }
        double perBin = (high - low) / BINS;
        double[] slope = new double[BINS + 2];
        for (double[] cell : cells) {
            double width = Math.max(2 * cell[axis + 1], 1e-12);
            double from = Math.max(0, Math.min(BINS, (cell[axis] - width / 2 - low) / perBin));
            double to = Math.max(0, Math.min(BINS, (cell[axis] + width / 2 - low) / perBin));
            spread(slope, from, to, cell[6]);
        }
        double[] found = new double[FlarePosterior.LEVELS.length];
        double below = 0;
        int bin = 0;
        for (int level = 0; level < found.length; level++) {
            while (bin < BINS - 1 && below + slope[bin] < FlarePosterior.LEVELS[level]) {
                below += slope[bin++];
            }
            double part = slope[bin] > 0 ? Math.min(1, (FlarePosterior.LEVELS[level] - below) / slope[bin]) : 0.5;
            found[level] = low + perBin * (bin + part);
        }
        return Quantiles.of(found);
    }

    private static void spread(double[] bins, double from, double to, double mass) {
        int first = (int) from;
        int last = (int) to;
        if (last == first) {
            bins[first] += mass;
            return;
        }
        double density = mass / (to - from);
        bins[first] += density * (first + 1 - from);
        for (int b = first + 1; b < last; b++) {
            bins[b] += density;
        }
        bins[last] += density * (to - last);
    }

    float[] correlation() {
        double[] mean = new double[3];
        for (double[] cell : cells) {
            for (int i = 0; i < 3; i++) {
                mean[i] += cell[6] * cell[2 * i];
            }
        }
        double[][] moments = new double[3][3];
        for (double[] cell : cells) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j <= i; j++) {
                    moments[i][j] += cell[6] * (cell[2 * i] - mean[i]) * (cell[2 * j] - mean[j]);
                }
            }
        }
        float[] correlation = new float[3];
        int[][] pairs = {{1, 0}, {2, 0}, {2, 1}};
        for (int p = 0; p < 3; p++) {
            int i = pairs[p][0];
            int j = pairs[p][1];
            double scale = Math.sqrt(moments[i][i] * moments[j][j]);
            correlation[p] = scale > 0 ? (float) (moments[i][j] / scale) : 0;
        }
        return correlation;
    }
}
