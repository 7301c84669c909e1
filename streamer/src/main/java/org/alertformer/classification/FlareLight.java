package org.alertformer.classification;

import static org.alertformer.simulation.FlarePrior.OUTLIER_NOISE;
import static org.alertformer.simulation.FlarePrior.THRESHOLD;

import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.NormalDistribution;
import org.alertformer.lightcurve.Observation;

/**
 * A light curve as a flare's likelihood needs it, all bands alike. Measurements have normal errors, {@value #CALIBRATION}
 * of the flux more than reported for the zero point, and a fraction {@value #OUTLIERS} of them has {@value org.alertformer.simulation.FlarePrior#OUTLIER_NOISE}
 * times that. A limit says that a measurement stayed within {@value org.alertformer.simulation.FlarePrior#THRESHOLD} errors of 0. Both logarithms are looked up,
 * and the flare's decay from one observation to the next is known beforehand, so that a likelihood costs no exponentials
 * and the best fit without outliers, from whichever observation on, no sum.
 * For one thread.
 */
final class FlareLight {
    private static final double CALIBRATION = 0.005;
    private static final double OUTLIERS = 0.003;

    /** Beyond so many errors a measurement pulls at the first estimate of the amplitude no harder. */
    private static final double HUBER = 4;

    private static final int ROUNDS = 3;

    /** A flare that has faded below this many errors of all that follow is over. */
    private static final double OVER = 1e-4;

    private static final int STEPS = 32;
    private static final int LARGEST_DEVIATION = 60;
    private static final int LARGEST_SILENT = 12;
    private static final double[] MEASURED = measured();
    private static final double[] SILENT = silent();

    private final double[] mjd;
    private final double[] flux;
    private final double[] error;
    private final boolean[] limit;
    /** Log likelihoods without a flare of all observations before each. */
    private final double[] before;

    /** The smallest error of each observation and those after it. */
    private final double[] finest;

    /** By how much a flare fades from the observation before to each. */
    private final double[] fade;

    /** Sums over the measurements from each on of w f s and w s s, where s is the flare's shape, 1 at the first. */
    private final double[] cross;

    private final double[] square;
    private int measurements;

    /** Where the likelihood is largest, with the width of its parabola. */
    record Peak(double flux, double sigma) {}

    FlareLight(LightCurve curve) {
        int n = curve.size();
        mjd = new double[n];
        flux = new double[n];
        error = new double[n];
        limit = new boolean[n];
        before = new double[n + 1];
        fade = new double[n];
        cross = new double[n + 1];
        square = new double[n + 1];
        finest = new double[n];
        for (int i = 0; i < n; i++) {
            Observation o = curve.get(i);
            mjd[i] = o.mjd();
            limit[i] = !o.isMeasurement();
            flux[i] = limit[i] ? 0 : o.flux();
            error[i] = Math.hypot(o.fluxErr(), CALIBRATION * flux[i]);
            before[i + 1] = before[i] + logLikelihoodOf(i, 0);
            measurements += limit[i] ? 0 : 1;
        }
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = n - 1; i >= 0; i--) {
            smallest = Math.min(smallest, error[i]);
            finest[i] = smallest;
        }
    }

    int size() {
        return mjd.length;
    }

    int measurements() {
        return measurements;
    }

    /** MJD of an observation [days]. */
    double mjd(int i) {
        return mjd[i];
    }

    /** Sets the decay time of what follows [days]. */
    void setDecay(double days) {
        double next = 0;
        for (int i = size() - 1; i >= 0; i--) {
            double weight = limit[i] ? 0 : 1 / (error[i] * error[i]);
            cross[i] = weight * flux[i] + next * cross[i + 1];
            square[i] = weight + next * next * square[i + 1];
            if (i > 0) {
                next = Math.exp((mjd[i - 1] - mjd[i]) / days);
                fade[i] = next;
            }
        }
    }

    /** Natural logarithm of the likelihood of no flare up to an observation, that one not included. */
    double silentBefore(int i) {
        return before[i];
    }

    /** The same of one observation alone. */
    double silentOf(int i) {
        return before[i + 1] - before[i];
    }

    /**
     * Natural logarithm of the likelihood of a flare that begins after the observation before a given one.
     *
     * @param first the first observation of the flare
     * @param flux of the flare there [nJy]
     */
    double logLikelihood(int first, double flux) {
        double sum = before[first] + logLikelihoodOf(first, flux);
        double model = flux;
        for (int i = first + 1; i < size(); i++) {
            model *= fade[i];
            if (model < OVER * finest[i]) {
                return sum + before[size()] - before[i];
            }
            sum += logLikelihoodOf(i, model);
        }
        return sum;
    }

    private double logLikelihoodOf(int i, double model) {
        if (limit[i]) {
            return lookUp(SILENT, Math.abs(model) / error[i]);
        }
        double deviation = Math.abs(flux[i] - model) / error[i];
        return deviation < LARGEST_DEVIATION
                ? lookUp(MEASURED, deviation)
                : Math.log(OUTLIERS / OUTLIER_NOISE) - 0.5 * deviation * deviation / (OUTLIER_NOISE * OUTLIER_NOISE);
    }

    /**
     * The flux at the flare's first observation that fits the measurements best, with outliers held back (Huber 1964) by
     * reweighting; sigma is infinite if there are none.
     */
    Peak peak(int first) {
        if (square[first] == 0) {
            return new Peak(0, Double.POSITIVE_INFINITY);
        }
        double best = cross[first] / square[first];
        double sigma = 1 / Math.sqrt(square[first]);
        for (int round = 1; round < ROUNDS; round++) {
            double sumCross = 0;
            double sumSquare = 0;
            boolean held = false;
            double shape = 1;
            for (int i = first; i < size(); i++) {
                shape *= i > first ? fade[i] : 1;
                if (best * shape < OVER * finest[i] && i > first) {
                    break;
                }
                if (!limit[i]) {
                    double deviation = Math.abs(flux[i] - best * shape) / error[i];
                    held |= deviation > HUBER;
                    double weight = (deviation > HUBER ? HUBER / deviation : 1) / (error[i] * error[i]);
                    sumCross += weight * flux[i] * shape;
                    sumSquare += weight * shape * shape;
                }
            }
            if (!held) {
                break;
            }
            best = sumCross / sumSquare;
            sigma = 1 / Math.sqrt(sumSquare);
        }
        return new Peak(best, sigma);
    }

    private static double lookUp(double[] table, double x) {
        double place = x * STEPS;
        int below = (int) Math.min(place, table.length - 2.0);
        return table[below] + Math.min(place - below, 1) * (table[below + 1] - table[below]);
    }

    private static double[] measured() {
        double[] table = new double[LARGEST_DEVIATION * STEPS + 1];
        for (int i = 0; i < table.length; i++) {
            double square = (double) i * i / (STEPS * STEPS);
            table[i] = Math.log((1 - OUTLIERS) * Math.exp(-0.5 * square)
                    + OUTLIERS / OUTLIER_NOISE * Math.exp(-0.5 * square / (OUTLIER_NOISE * OUTLIER_NOISE)));
        }
        return table;
    }

    private static double[] silent() {
        double[] table = new double[LARGEST_SILENT * STEPS + 1];
        for (int i = 0; i < table.length; i++) {
            double x = (double) i / STEPS;
            double wild = NormalDistribution.below((THRESHOLD - x) / OUTLIER_NOISE)
                    - NormalDistribution.below((-THRESHOLD - x) / OUTLIER_NOISE);
            double calm = NormalDistribution.below(THRESHOLD - x) - NormalDistribution.below(-THRESHOLD - x);
            table[i] = Math.log((1 - OUTLIERS) * calm + OUTLIERS * wild);
        }
        return table;
    }
}
