package org.alertformer.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;

/**
 * What is known of a flare F(t) = A exp(-(t - t0)/tau) for t at or after t0, 0 before: the network's estimate, refined
 * on the light curve itself.
 *
 * <p>The network says where to look. There the posterior is summed on a grid of {@value #STEPS} amplitudes, onsets and
 * decay times each, which spans {@value #SPAN} standard deviations of the estimate to either side, or up to {@value
 * #WIDEST_SPAN} if that misses some of it, and then once more on a grid of only those cells that hold something. The
 * prior is flat in ln A, t0 and ln tau inside the grid and zero outside. With the model at unit amplitude m_i, chi square
 * is a parabola in A, chi2(A) = sum f_i^2/s_i^2 - 2 A sum f_i m_i/s_i^2 + A^2 sum m_i^2/s_i^2, so that axis is cheap.
 * Measurements in all bands count alike; limits do not count.
 *
 * <p>A grid rather than Gauss-Newton steps, because the likelihood jumps as t0 passes an epoch and is flat along A
 * exp(t0/tau) between epochs: there a quadratic approximation at the maximum says nothing of the width.
 *
 * @param amplitude A [nJy]
 * @param onsetMjd t0, MJD, TAI [days]
 * @param decayDays tau [days]
 * @param correlation of (ln A, t0), (ln A, ln tau), (t0, ln tau)
 * @param reducedChiSquare at the medians, per degree of freedom; NaN with three measurements or fewer
 * @param converged whether the posterior lies inside the grid; if not, all but chi square is the network's own
 */
public record FlarePosterior(
        Quantiles amplitude,
        Quantiles onsetMjd,
        Quantiles decayDays,
        float[] correlation,
        double reducedChiSquare,
        boolean converged) {
    private static final int STEPS = 25;
    private static final double SPAN = 4;
    private static final double WIDEST_SPAN = 16;
    private static final double SMALLEST_SIGMA = 1e-3;
    /** Posterior mass on the outermost cells above which the grid is judged to have missed. */
    private static final double EDGE_MASS = 0.02;

    /** Share of the mass below which a cell of an axis counts as empty. */
    private static final double EMPTY = 1e-4;
    /** Log likelihoods this far below the largest add nothing. */
    private static final double NEGLIGIBLE = -40;

    /** The levels of {@link Quantiles}. */
    private static final double[] LEVELS = {0.025, 0.16, 0.5, 0.84, 0.975};

    /** The same for a normal distribution, in standard deviations; 16 and 84 % are taken as one. */
    private static final double[] NORMAL = {-1.96, -1, 0, 1, 1.96};

    /** Median with the 16th and 84th percentile, and those that bound 95 %. */
    public record Quantiles(double lowest, double lower, double median, double upper, double highest) {
        private static Quantiles of(double[] levels) {
            return new Quantiles(levels[0], levels[1], levels[2], levels[3], levels[4]);
        }

        private static Quantiles normal(double mean, double sigma) {
            return of(Arrays.stream(NORMAL).map(z -> mean + z * sigma).toArray());
        }

        private Quantiles exponential() {
            return new Quantiles(
                    Math.exp(lowest), Math.exp(lower), Math.exp(median), Math.exp(upper), Math.exp(highest));
        }
    }

    /**
     * @param estimate what the network says
     * @param curve on which it says so
     */
    public static FlarePosterior of(FlareEstimate estimate, LightCurve curve) {
        List<Observation> measurements = new ArrayList<>();
        for (Observation observation : curve.observations()) {
            if (observation.isMeasurement()) {
                measurements.add(observation);
            }
        }
        double[] sigma = new double[3];
        for (int i = 0; i < 3; i++) {
            sigma[i] = Math.max(SMALLEST_SIGMA, Math.sqrt(estimate.covariance()[4 * i]));
        }
        FlarePosterior network = gaussian(estimate, sigma, measurements);
        double[] centre = {estimate.mean()[0], estimate.referenceMjd() + estimate.mean()[1], estimate.mean()[2]};
        for (double span = SPAN; span <= WIDEST_SPAN; span *= 2) {
            double[][] axes = new double[3][];
            for (int i = 0; i < 3; i++) {
                axes[i] = axis(centre[i] - span * sigma[i], centre[i] + span * sigma[i]);
            }
            Grid grid = new Grid(axes, measurements);
            if (grid.isFinite() && grid.edgeMass() <= EDGE_MASS) {
                return new Grid(grid.zoom(), measurements).posterior(measurements);
            }
        }
        return network;
    }

    private static double[] axis(double from, double to) {
        double[] values = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            values[i] = from + (to - from) * i / (STEPS - 1);
        }
        return values;
    }

    private static FlarePosterior gaussian(FlareEstimate estimate, double[] sigma, List<Observation> measurements) {
        double[] mean = estimate.mean();
        double[] c = estimate.covariance();
        double onset = estimate.referenceMjd() + mean[1];
        return new FlarePosterior(
                Quantiles.normal(mean[0], sigma[0]).exponential(),
                Quantiles.normal(onset, sigma[1]),
                Quantiles.normal(mean[2], sigma[2]).exponential(),
                new float[] {
                    (float) (c[1] / (sigma[0] * sigma[1])),
                    (float) (c[2] / (sigma[0] * sigma[2])),
                    (float) (c[5] / (sigma[1] * sigma[2]))
                },
                reducedChiSquare(measurements, Math.exp(mean[0]), onset, Math.exp(mean[2])),
                false);
    }

    private static double reducedChiSquare(
            List<Observation> measurements, double amplitude, double onset, double decay) {
        double sum = 0;
        for (Observation observation : measurements) {
            double since = observation.mjd() - onset;
            double model = since < 0 ? 0 : amplitude * Math.exp(-since / decay);
            double residual = (observation.flux() - model) / observation.fluxErr();
            sum += residual * residual;
        }
        return measurements.size() > 3 ? sum / (measurements.size() - 3) : Double.NaN;
    }

    /** The posterior on a grid, axes (ln A, t0, ln tau). */
    private static final class Grid {
        private final double[][] axes;
        private final double[] amplitude;
        private final double[] mass = new double[STEPS * STEPS * STEPS];
        private final double total;

        Grid(double[][] axes, List<Observation> measurements) {
            this.axes = axes;
            amplitude = Arrays.stream(axes[0]).map(Math::exp).toArray();
            double best = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < STEPS; k++) {
                best = Math.max(best, fill(k, measurements));
            }
            double sum = 0;
            for (int i = 0; i < mass.length; i++) {
                mass[i] = mass[i] - best < NEGLIGIBLE ? 0 : Math.exp(mass[i] - best);
                sum += mass[i];
            }
            total = sum;
        }

        /**
         * Fills the log likelihoods of one decay time and returns the largest. The sums over the measurements after an
         * onset follow from the sums after the next measurement, so they cost one exponential per measurement.
         */
        private double fill(int k, List<Observation> measurements) {
            double decay = Math.exp(axes[2][k]);
            int count = measurements.size();
            double[] cross = new double[count + 1];
            double[] square = new double[count + 1];
            for (int n = count - 1; n >= 0; n--) {
                Observation observation = measurements.get(n);
                double weight = 1 / ((double) observation.fluxErr() * observation.fluxErr());
                double gap = n + 1 < count ? measurements.get(n + 1).mjd() - observation.mjd() : 0;
                double fade = Math.exp(-Math.max(0, gap) / decay);
                cross[n] = observation.flux() * weight + fade * cross[n + 1];
                square[n] = weight + fade * fade * square[n + 1];
            }
            double[] onset = axes[1];
            double best = Double.NEGATIVE_INFINITY;
            int first = 0;
            for (int j = 0; j < STEPS; j++) {
                while (first < count && measurements.get(first).mjd() < onset[j]) {
                    first++;
                }
                double fade = first < count ? Math.exp(-(measurements.get(first).mjd() - onset[j]) / decay) : 0;
                for (int i = 0; i < STEPS; i++) {
                    double seen = amplitude[i] * fade;
                    double logLikelihood = seen * cross[first] - 0.5 * seen * seen * square[first];
                    mass[(i * STEPS + j) * STEPS + k] = logLikelihood;
                    best = Math.max(best, logLikelihood);
                }
            }
            return best;
        }

        boolean isFinite() {
            return Double.isFinite(total) && total > 0;
        }

        /** Share of the mass in the outermost cells of any axis. */
        double edgeMass() {
            double edge = 0;
            for (int axis = 0; axis < 3; axis++) {
                double[] marginal = marginal(axis);
                edge = Math.max(edge, marginal[0] + marginal[STEPS - 1]);
            }
            return edge;
        }

        /** Axes that leave out the cells without mass, but for one on either side. */
        double[][] zoom() {
            double[][] zoomed = new double[3][];
            for (int i = 0; i < 3; i++) {
                double[] marginal = marginal(i);
                int from = 0;
                int to = STEPS - 1;
                while (from < STEPS - 2 && marginal[from + 1] < EMPTY) {
                    from++;
                }
                while (to > from + 1 && marginal[to - 1] < EMPTY) {
                    to--;
                }
                zoomed[i] = axis(axes[i][from], axes[i][to]);
            }
            return zoomed;
        }

        private double[] marginal(int axis) {
            double[] marginal = new double[STEPS];
            int stride = axis == 0 ? STEPS * STEPS : axis == 1 ? STEPS : 1;
            for (int i = 0; i < mass.length; i++) {
                marginal[i / stride % STEPS] += mass[i] / total;
            }
            return marginal;
        }

        FlarePosterior posterior(List<Observation> measurements) {
            Quantiles lnA = quantiles(axes[0], marginal(0));
            Quantiles t0 = quantiles(axes[1], marginal(1));
            Quantiles lnTau = quantiles(axes[2], marginal(2));
            Quantiles amplitude = lnA.exponential();
            Quantiles decay = lnTau.exponential();
            float[] correlation = {correlation(0, 1), correlation(0, 2), correlation(1, 2)};
            double chiSquare = reducedChiSquare(measurements, amplitude.median(), t0.median(), decay.median());
            return new FlarePosterior(amplitude, t0, decay, correlation, chiSquare, true);
        }

        /** Each cell's mass is spread evenly over the cell. */
        private static Quantiles quantiles(double[] axis, double[] marginal) {
            double[] found = new double[LEVELS.length];
            double step = axis[1] - axis[0];
            for (int level = 0; level < LEVELS.length; level++) {
                double below = 0;
                int cell = 0;
                while (cell < STEPS - 1 && below + marginal[cell] < LEVELS[level]) {
                    below += marginal[cell++];
                }
                double inside = marginal[cell] == 0 ? 0.5 : (LEVELS[level] - below) / marginal[cell];
                found[level] = axis[cell] + step * (inside - 0.5);
            }
            return Quantiles.of(found);
        }

        private float correlation(int first, int second) {
            int[] strides = {STEPS * STEPS, STEPS, 1};
            double originA = axes[first][0];
            double originB = axes[second][0];
            double a = 0;
            double b = 0;
            double aa = 0;
            double bb = 0;
            double ab = 0;
            for (int i = 0; i < mass.length; i++) {
                double weight = mass[i] / total;
                double x = axes[first][i / strides[first] % STEPS] - originA;
                double y = axes[second][i / strides[second] % STEPS] - originB;
                a += weight * x;
                b += weight * y;
                aa += weight * x * x;
                bb += weight * y * y;
                ab += weight * x * y;
            }
            double scale = Math.sqrt((aa - a * a) * (bb - b * b));
            return scale > 0 ? (float) ((ab - a * b) / scale) : 0;
        }
    }
}
