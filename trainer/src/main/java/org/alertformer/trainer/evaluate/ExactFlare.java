package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.NormalDistribution;
import org.alertformer.lightcurve.Observation;
import org.alertformer.simulation.FlarePrior;

/**
 * The exact posterior of a simulated flare F(t) = A exp(-(t - t0)/tau), by brute force over the whole range of its prior,
 * with everything that the simulation does to a measurement: normal errors, a fraction of outliers, unreported errors of
 * the zero point, and limits, which say that a measurement stayed within the threshold.
 *
 * <p>The likelihood jumps where t0 passes an observation and is smooth between, so t0 runs over pieces of the gaps between
 * observations; ln tau runs over equal cells, a second time over those alone that hold something. For each pair the
 * likelihood is nearly a normal distribution in A, and A runs over cells of equal ratio around its maximum. Pairs whose
 * likelihood at that maximum is hopeless are left out.
 *
 * @param lnAmplitude of A in nJy
 * @param onset t0, MJD [days]
 * @param lnDecay of tau in days
 */
record ExactFlare(Marginal lnAmplitude, Marginal onset, Marginal lnDecay) {
    private static final int DECAYS = 28;
    private static final int AMPLITUDES = 21;
    private static final int PIECES = 6;
    private static final double LONGEST_PIECE = 12;
    private static final double REACH = 6;
    private static final double HOPELESS = 18;
    private static final double EMPTY = 1e-6;
    private static final int REWEIGHTINGS = 3;

    /** What is known of one light curve, and the cells that have been filled. */
    private static final class Sum {
        private final FlarePrior prior;
        private final double[] mjd;
        private final double[] flux;
        private final double[] error;
        private final boolean[] limit;
        private final List<double[]> cells = new ArrayList<>();

        Sum(LightCurve curve, FlarePrior prior) {
            this.prior = prior;
            int n = curve.size();
            mjd = new double[n];
            flux = new double[n];
            error = new double[n];
            limit = new boolean[n];
            for (int i = 0; i < n; i++) {
                Observation o = curve.get(i);
                mjd[i] = o.mjd();
                flux[i] = o.flux();
                error[i] = o.fluxErr();
                limit[i] = o.kind() == Kind.LIMIT;
            }
        }

        /** Natural logarithm of the likelihood of an amplitude, where the flare's shape is known at each observation. */
        double logLikelihood(double amplitude, double[] shape) {
            double sum = 0;
            for (int i = 0; i < mjd.length; i++) {
                double model = amplitude * shape[i];
                sum += limit[i] ? ofLimit(model, error[i]) : ofFlux(flux[i], model, error[i]);
            }
            return sum;
        }

        private double ofFlux(double seen, double model, double sigma) {
            double unreported = prior.calibration() * model;
            double variance = sigma * sigma + unreported * unreported;
            double wild = FlarePrior.OUTLIER_NOISE * sigma;
            double wildVariance = wild * wild + unreported * unreported;
            double square = (seen - model) * (seen - model);
            return Math.log((1 - prior.outliers()) * Math.exp(-0.5 * square / variance) / Math.sqrt(variance)
                    + prior.outliers() * Math.exp(-0.5 * square / wildVariance) / Math.sqrt(wildVariance)
                    + Double.MIN_NORMAL);
        }

        private double ofLimit(double model, double sigma) {
            double unreported = prior.calibration() * model;
            double spread = Math.sqrt(sigma * sigma + unreported * unreported);
            double bound = FlarePrior.THRESHOLD * sigma;
            double wild = FlarePrior.OUTLIER_NOISE * sigma;
            double inside = (1 - prior.outliers())
                            * (NormalDistribution.below((bound - model) / spread)
                                    - NormalDistribution.below((-bound - model) / spread))
                    + prior.outliers()
                            * (NormalDistribution.below((bound - model) / wild)
                                    - NormalDistribution.below((-bound - model) / wild));
            return Math.log(Math.max(Double.MIN_NORMAL, inside));
        }

        /** Fills cells of (t0, tau) with their share of the prior, in all amplitudes. */
        void fill(double[][] onsets, double[] decayEdges) {
            List<double[]> pairs = new ArrayList<>();
            double best = Double.NEGATIVE_INFINITY;
            double lowest = Math.log(prior.lowestAmplitude());
            double highest = Math.log(prior.highestAmplitude());
            for (int k = 0; k + 1 < decayEdges.length; k++) {
                double decay = Math.exp((decayEdges[k] + decayEdges[k + 1]) / 2);
                for (int j = 0; j < onsets.length; j++) {
                    double[] shape = shape((onsets[j][0] + onsets[j][1]) / 2, decay);
                    double[] peak = peak(shape);
                    best = Math.max(best, peak[2]);
                    pairs.add(new double[] {j, k, peak[0], peak[1], peak[2]});
                }
            }
            for (double[] pair : pairs) {
                if (pair[4] > best - HOPELESS) {
                    int j = (int) pair[0];
                    int k = (int) pair[1];
                    double decay = Math.exp((decayEdges[k] + decayEdges[k + 1]) / 2);
                    double[] shape = shape((onsets[j][0] + onsets[j][1]) / 2, decay);
                    double from = Math.log(pair[2]);
                    double step = (Math.log(pair[3]) - from) / AMPLITUDES;
                    double share = Math.log((onsets[j][1] - onsets[j][0]) * (decayEdges[k + 1] - decayEdges[k]) * step);
                    // what is seen of a flare stays the same along A exp(t0/tau)
                    double tilt = (onsets[j][1] - onsets[j][0]) / decay;
                    double half = Math.hypot(step, tilt) / 2;
                    for (int a = 0; a < AMPLITUDES; a++) {
                        double middle = from + (a + 0.5) * step;
                        double logMass = logLikelihood(Math.exp(middle), shape) + share;
                        cells.add(new double[] {
                            Math.max(lowest, middle - half),
                            Math.min(highest, middle + half),
                            onsets[j][0],
                            onsets[j][1],
                            decayEdges[k],
                            decayEdges[k + 1],
                            logMass
                        });
                    }
                }
            }
        }

        private double[] shape(double onset, double decay) {
            double[] shape = new double[mjd.length];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = mjd[i] < onset ? 0 : Math.exp((onset - mjd[i]) / decay);
            }
            return shape;
        }

        /** The range of amplitudes worth summing, and the log likelihood at its best. */
        private double[] peak(double[] shape) {
            double amplitude = prior.lowestAmplitude();
            double sigma = amplitude;
            for (int round = 0; round < REWEIGHTINGS; round++) {
                double cross = 0;
                double square = 0;
                for (int i = 0; i < mjd.length; i++) {
                    if (shape[i] > 0 && !limit[i]) {
                        double model = amplitude * shape[i];
                        double unreported = prior.calibration() * Math.abs(flux[i]);
                        double variance = error[i] * error[i] + unreported * unreported;
                        double deviation = round == 0 ? 0 : Math.abs(flux[i] - model) / Math.sqrt(variance);
                        double weight = (deviation > 4 ? 4 / deviation : 1) / variance;
                        cross += weight * flux[i] * shape[i];
                        square += weight * shape[i] * shape[i];
                    }
                }
                amplitude = square > 0 ? cross / square : prior.lowestAmplitude();
                sigma = square > 0 ? 1 / Math.sqrt(square) : prior.highestAmplitude();
            }
            double low = Math.max(prior.lowestAmplitude(), amplitude - REACH * sigma);
            double high = Math.min(prior.highestAmplitude(), amplitude + REACH * sigma);
            if (low >= prior.highestAmplitude()) {
                low = Math.max(
                        prior.lowestAmplitude(),
                        prior.highestAmplitude() - 30 * sigma * sigma / (amplitude - prior.highestAmplitude()));
            }
            if (high <= prior.lowestAmplitude()) {
                double distance = prior.lowestAmplitude() - amplitude;
                high = Math.min(prior.highestAmplitude(), prior.lowestAmplitude() + 30 * sigma * sigma / distance);
            }
            double best = Math.max(low, Math.min(high, amplitude));
            double most = Math.max(
                    logLikelihood(best, shape),
                    Math.max(logLikelihood(low, shape), logLikelihood((low + best) / 2, shape)));
            return new double[] {low, high, most};
        }

        ExactFlare posterior() {
            double best = cells.stream().mapToDouble(c -> c[6]).max().orElseThrow();
            double total = 0;
            for (double[] cell : cells) {
                cell[6] = Math.exp(cell[6] - best);
                total += cell[6];
            }
            for (double[] cell : cells) {
                cell[6] /= total;
            }
            return new ExactFlare(marginal(0), marginal(2), marginal(4));
        }

        private Marginal marginal(int column) {
            return Marginal.of(cells.stream()
                    .map(c -> new double[] {c[column], c[column + 1], c[6]})
                    .toArray(double[][]::new));
        }
    }

    /** @param curve as of an alert by which the flare had begun */
    static ExactFlare of(LightCurve curve, FlarePrior prior) {
        double[][] onsets = onsets(curve, prior);
        double low = Math.log(prior.shortestDecay());
        double high = Math.log(prior.longestDecay());
        Sum coarse = new Sum(curve, prior);
        coarse.fill(onsets, edges(low, high));
        ExactFlare first = coarse.posterior();
        Marginal decay = first.lnDecay();
        Marginal onset = first.onset();
        double from = high;
        double to = low;
        double begin = Double.POSITIVE_INFINITY;
        double end = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < decay.mass().length; i++) {
            if (decay.mass()[i] > EMPTY) {
                from = Math.min(from, decay.low()[i]);
                to = Math.max(to, decay.high()[i]);
            }
            if (onset.mass()[i] > EMPTY) {
                begin = Math.min(begin, onset.low()[i]);
                end = Math.max(end, onset.high()[i]);
            }
        }
        double earliest = begin;
        double latest = end;
        double[][] inside = Arrays.stream(onsets)
                .filter(piece -> piece[1] > earliest && piece[0] < latest)
                .toArray(double[][]::new);
        Sum fine = new Sum(curve, prior);
        fine.fill(inside, edges(from, to));
        return fine.posterior();
    }

    private static double[] edges(double low, double high) {
        double[] edges = new double[DECAYS + 1];
        for (int k = 0; k <= DECAYS; k++) {
            edges[k] = low + (high - low) * k / DECAYS;
        }
        return edges;
    }

    /** From the first possible onset to the last observation. */
    private static double[][] onsets(LightCurve curve, FlarePrior prior) {
        List<Double> times = new ArrayList<>();
        times.add(prior.firstOnset());
        for (Observation o : curve.observations()) {
            if (o.mjd() > times.get(times.size() - 1)) {
                times.add(o.mjd());
            }
        }
        List<double[]> pieces = new ArrayList<>();
        for (int i = 0; i + 1 < times.size(); i++) {
            double from = times.get(i);
            double gap = times.get(i + 1) - from;
            int count = (int) Math.max(gap > 0.5 ? PIECES : 1, Math.ceil(gap / LONGEST_PIECE));
            for (int k = 0; k < count; k++) {
                pieces.add(new double[] {from + gap * k / count, from + gap * (k + 1) / count});
            }
        }
        return pieces.toArray(double[][]::new);
    }
}
