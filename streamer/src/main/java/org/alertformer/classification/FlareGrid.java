package org.alertformer.classification;

import org.alertformer.classification.FlarePosterior.Quantiles;
import org.alertformer.inference.FlareRange;

/**
 * The posterior of a flare, summed over cells of (ln A, t0, ln tau).
 *
 * <p>The likelihood jumps where t0 passes an observation, at t_g say. Between two of them it depends on A and t0 only by the
 * flux at the next one, B = A exp((t0 - t_g)/tau). So it is evaluated once per gap, tau and B, and holds for a whole
 * line: t0 between the bounds of the gap, as far as A(t0) is within the prior's range, and ln A = ln B + (t_g - t0)/tau along
 * it. The Jacobian of (ln A, t0) to (ln B, t0) is 1, so the mass of a cell is its likelihood times its sides.
 *
 * <p>Which gaps are looked at: all logarithms of likelihoods are below 0, so the largest that a flare from t_(g-1) on can have
 * is that from t_g on, less what observation g - 1 has without a flare. Going backwards, that bound rules out all gaps
 * but a few around the onset.
 *
 * <p>Which tau: {@value #DECAYS} over the prior's range, then again over those that hold something, until they fill most of the
 * range looked through.
 */
final class FlareGrid {
    private static final int DECAYS = 12;
    private static final int FINE_DECAYS = 24;
    private static final int MOST_ZOOMS = 6;
    private static final int FEWEST_AMPLITUDES = 12;
    private static final int MOST_AMPLITUDES = 24;

    /** In ln B. */
    private static final double WIDEST_CELL = 0.4;

    private static final double REACH = 5;

    /** Log likelihoods this far below the largest add nothing. */
    private static final double NEGLIGIBLE = 14;

    /** The largest likelihood of a gap is looked for at a few points only; its logarithm may be so much nearer to 0. */
    private static final double SLACK = 0.75;

    /** Share of the mass at an open bound above which the grid is judged to have missed. */
    private static final double EDGE_MASS = 0.02;

    /** Share of the onsets or the decays that is at the bound. */
    private static final double EDGE = 0.05;

    /** A flare this much fainter than the brightest that fits is as good as none, at its first observation and after. */
    private static final double FADED = 1e-4;

    private final FlareLight light;
    private final FlareRange range;
    private final boolean open;
    private final double earliest;
    private final double latest;

    private final FlareCells cells = new FlareCells();
    private double best = Double.NEGATIVE_INFINITY;
    private double from;
    private double to;
    private boolean inside;

    private FlareGrid(FlareLight light, FlareRange range, boolean open, double earliest, double latest) {
        this.light = light;
        this.range = range;
        this.open = open;
        this.earliest = earliest;
        this.latest = latest;
    }

    /**
     * @param range bounds of ln A and ln tau
     * @param open whether there may be something beyond the first and the last onset; if so, flares that would not show are left
     *     out, as the range says nothing of how many there are
     * @param onsets between which MJDs t0 lies, the last observation at most
     * @param decays between which ln tau lies, if the range does not bound it further
     */
    static FlareGrid of(FlareLight light, FlareRange range, boolean open, double[] onsets, double[] decays) {
        double last = light.mjd(light.size() - 1);
        double lowest = Math.log(range.shortestDecay());
        double highest = Math.log(range.longestDecay());
        FlareGrid grid = new FlareGrid(light, range, open, Math.min(onsets[0], last - 1), Math.min(onsets[1], last));
        double shortest = Math.min(Math.max(decays[0], lowest), highest - 0.1);
        double longest = Math.max(Math.min(decays[1], highest), lowest + 0.1);
        grid.from = shortest;
        grid.to = longest;
        for (int zoom = 0; zoom < MOST_ZOOMS && grid.zoom(); zoom++) {
            continue;
        }
        grid.fill();
        grid.cells.normalise();
        double onsetEdge = EDGE * (grid.latest - grid.earliest);
        double decayEdge = EDGE * (longest - shortest);
        double edge = (open ? grid.cells.mass(FlareCells.ONSET, grid.earliest, grid.earliest + onsetEdge) : 0)
                + (open && grid.latest < last
                        ? grid.cells.mass(FlareCells.ONSET, grid.latest - onsetEdge, grid.latest)
                        : 0)
                + (shortest > lowest ? grid.cells.mass(FlareCells.DECAY, shortest, shortest + decayEdge) : 0)
                + (longest < highest ? grid.cells.mass(FlareCells.DECAY, longest - decayEdge, longest) : 0);
        grid.inside = !grid.cells.isEmpty() && edge <= EDGE_MASS;
        return grid;
    }

    /** Narrows the decays down to those that hold something; false if that is most of them already. */
    private boolean zoom() {
        double step = (to - from) / DECAYS;
        double[] values = new double[DECAYS];
        double largest = Double.NEGATIVE_INFINITY;
        int top = 0;
        for (int k = 0; k < DECAYS; k++) {
            double decay = Math.exp(from + (k + 0.5) * step);
            values[k] = sweep(decay, Double.NaN);
            if (values[k] > largest) {
                largest = values[k];
                top = k;
            }
        }
        best = Math.max(best, largest);
        // the maximum may lie between two decays: a parabola through three says by how much it is higher
        int middle = Math.max(1, Math.min(DECAYS - 2, top));
        double missed = Math.abs(values[middle - 1] - 2 * values[middle] + values[middle + 1]) / 4;
        int first = 0;
        int end = DECAYS;
        while (first < top && values[first] < largest - NEGLIGIBLE - missed) {
            first++;
        }
        while (end > top + 1 && values[end - 1] < largest - NEGLIGIBLE - missed) {
            end--;
        }
        first = Math.max(0, first - 1);
        end = Math.min(DECAYS, end + 1);
        to = from + end * step;
        from = from + first * step;
        return end - first <= DECAYS / 2;
    }

    private void fill() {
        double step = (to - from) / FINE_DECAYS;
        for (int k = 0; k < FINE_DECAYS; k++) {
            sweep(Math.exp(from + (k + 0.5) * step), step);
        }
    }

    /**
     * Goes through the gaps from the last one backwards.
     *
     * @param step in ln tau of the cells to fill; NaN if none are
     * @return the largest logarithm of a likelihood found
     */
    private double sweep(double decay, double step) {
        light.setDecay(decay);
        double largest = Double.NEGATIVE_INFINITY;
        double silent = light.silentBefore(light.size());
        double bound = silent;
        for (int gap = light.size() - 1; gap >= 0; gap--) {
            bound = Math.min(0, bound - light.silentOf(gap));
            double begin = gap == 0 ? earliest : Math.max(earliest, light.mjd(gap - 1));
            double end = Math.min(latest, light.mjd(gap));
            if (bound < best - NEGLIGIBLE || light.silentBefore(gap) < best - NEGLIGIBLE || end <= begin) {
                continue;
            }
            // ln A - ln B at both ends of the gap
            double nearest = (light.mjd(gap) - end) / decay;
            double farthest = (light.mjd(gap) - begin) / decay;
            double lowest = range.lowestAmplitude() * Math.exp(-farthest);
            double highest = range.highestAmplitude() * Math.exp(-nearest);
            FlareLight.Peak peak = light.peak(gap);
            double flux = Math.max(lowest, Math.min(highest, peak.flux()));
            double reach = REACH * peak.sigma();
            if (peak.flux() - reach >= highest || peak.flux() + reach <= lowest) {
                double distance = Math.abs(peak.flux() - flux);
                reach = Math.min(reach, 2 * NEGLIGIBLE * peak.sigma() * peak.sigma() / distance);
                reach += distance;
            }
            double high = Math.min(highest, peak.flux() + reach);
            double faded = Math.max(lowest, high * FADED);
            double low = Math.max(faded, peak.flux() - reach);
            double value = Math.max(
                    light.logLikelihood(gap, flux),
                    Math.max(light.logLikelihood(gap, low), light.logLikelihood(gap, (low + flux) / 2)));
            boolean fades = !open && faded > lowest;
            value = fades ? Math.max(value, silent) : value;
            // an earlier flare may be fainter here than the range lets one that begins here be
            double free = peak.flux() < flux ? light.logLikelihood(gap, Math.max(0, peak.flux())) : value;
            bound = Math.min(bound, SLACK * Math.max(silent, Math.max(value, free)));
            largest = Math.max(largest, value);
            best = Math.max(best, value);
            if (!Double.isNaN(step) && value >= best - NEGLIGIBLE && high > low) {
                fill(gap, begin, end, decay, step, Math.log(low), Math.log(high));
                if (!open && silent >= best - NEGLIGIBLE && low > faded) {
                    fill(gap, begin, end, decay, step, Math.log(faded), Math.log(low));
                }
                if (fades && silent >= best - NEGLIGIBLE) {
                    fillFaded(gap, begin, end, decay, step, Math.log(lowest), Math.log(faded));
                }
            }
        }
        return largest;
    }

    private void fill(int gap, double begin, double end, double decay, double step, double low, double high) {
        int amplitudes =
                (int) Math.max(FEWEST_AMPLITUDES, Math.min(MOST_AMPLITUDES, Math.ceil((high - low) / WIDEST_CELL)));
        double width = (high - low) / amplitudes;
        for (int a = 0; a < amplitudes; a++) {
            double lnFlux = low + (a + 0.5) * width;
            add(gap, begin, end, decay, step, lnFlux, width, light.logLikelihood(gap, Math.exp(lnFlux)));
        }
    }

    /** Flares that had faded before anything was seen: all as likely as none, but where little is seen they are many. */
    private void fillFaded(int gap, double begin, double end, double decay, double step, double low, double high) {
        int count = (int) Math.ceil((high - low) / WIDEST_CELL);
        for (int a = 0; a < count; a++) {
            double width = (high - low) / count;
            add(gap, begin, end, decay, step, low + (a + 0.5) * width, width, light.silentBefore(light.size()));
        }
    }

    private void add(
            int gap,
            double begin,
            double end,
            double decay,
            double step,
            double lnFlux,
            double width,
            double logLikelihood) {
        double lowest = Math.log(range.lowestAmplitude());
        double highest = Math.log(range.highestAmplitude());
        double first = Math.max(begin, light.mjd(gap) - decay * (highest - lnFlux));
        double last = Math.min(end, light.mjd(gap) - decay * (lowest - lnFlux));
        if (last > first) {
            cells.add(
                    lnFlux + (light.mjd(gap) - (first + last) / 2) / decay,
                    width,
                    (first + last) / 2,
                    last - first,
                    decay,
                    step,
                    logLikelihood);
        }
    }

    /** Whether the posterior lies inside the grid, or at the bounds of the range. */
    boolean isInside() {
        return inside;
    }

    Quantiles lnAmplitude() {
        return Quantiles.of(cells.quantiles(
                FlareCells.AMPLITUDE, Math.log(range.lowestAmplitude()), Math.log(range.highestAmplitude())));
    }

    /** In MJD. */
    Quantiles onset() {
        return Quantiles.of(cells.quantiles(FlareCells.ONSET, earliest, latest));
    }

    Quantiles lnDecay() {
        return Quantiles.of(cells.quantiles(FlareCells.DECAY, from, to));
    }

    /** Of (ln A, t0), (ln A, ln tau), (t0, ln tau). */
    float[] correlation() {
        return cells.correlation();
    }
}
