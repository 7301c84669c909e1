package org.alertformer.classification;

import java.util.Arrays;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;

/**
 * A light curve as a flare's likelihood needs it, all bands alike. Measurements have normal errors, {@value #CALIBRATION}
 * of the flux more than reported for the zero point, and a fraction {@value #OUTLIERS} of them has {@value #OUTLIER_NOISE}
 * times that. A limit says that a measurement stayed within {@value #THRESHOLD} errors of 0. Both logarithms are looked up,
 * and the flare's decay from one observation to the next is known beforehand, so that a likelihood costs no exponentials.
 * For one thread.
 */
final class FlareLight {
    private static final double CALIBRATION = 0.005;
    private static final double THRESHOLD = 5;
    private static final double OUTLIERS = 0.003;
    private static final double OUTLIER_NOISE = 10;

    /** Beyond so many errors a measurement pulls at the first estimate of the amplitude no harder. */
    private static final double HUBER = 4;

    private static final int ROUNDS = 3;

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

    private final double[] fade;
    private double decay;
    private int measurements;

    /** Where the likelihood is largest, with the width of its parabola. */
    record Peak(double amplitude, double sigma) {}

    FlareLight(LightCurve curve) {
        int n = curve.size();
        mjd = new double[n];
        flux = new double[n];
        error = new double[n];
        limit = new boolean[n];
        before = new double[n + 1];
        fade = new double[n];
        for (int i = 0; i < n; i++) {
            Observation o = curve.get(i);
            mjd[i] = o.mjd();
            limit[i] = !o.isMeasurement();
            flux[i] = limit[i] ? 0 : o.flux();
            error[i] = Math.hypot(o.fluxErr(), CALIBRATION * flux[i]);
            before[i + 1] = before[i] + logLikelihood(i, 0);
            measurements += limit[i] ? 0 : 1;
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
        decay = days;
        for (int i = 1; i < fade.length; i++) {
            fade[i] = Math.exp((mjd[i - 1] - mjd[i]) / days);
        }
    }

    /** The first observation at or after a time. */
    private int first(double time) {
        int found = Arrays.binarySearch(mjd, time);
        return found < 0 ? -found - 1 : found;
    }

    /** Natural logarithm of the likelihood of a flare of that onset and amplitude. */
    double logLikelihood(double onset, double amplitude) {
        int first = first(onset);
        double sum = before[first];
        double model = first < size() ? amplitude * Math.exp((onset - mjd[first]) / decay) : 0;
        for (int i = first; i < size(); i++) {
            model *= i > first ? fade[i] : 1;
            sum += logLikelihood(i, model);
        }
        return sum;
    }

    private double logLikelihood(int i, double model) {
        if (limit[i]) {
            return lookUp(SILENT, Math.abs(model) / error[i]);
        }
        double deviation = Math.abs(flux[i] - model) / error[i];
        return deviation < LARGEST_DEVIATION
                ? lookUp(MEASURED, deviation)
                : Math.log(OUTLIERS / OUTLIER_NOISE) - 0.5 * deviation * deviation / (OUTLIER_NOISE * OUTLIER_NOISE);
    }

    /** The amplitude that fits the measurements best, with outliers held back; sigma is infinite if there are none. */
    Peak peak(double onset) {
        int first = first(onset);
        double start = first < size() ? Math.exp((onset - mjd[first]) / decay) : 0;
        double amplitude = 0;
        double sigma = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            double cross = 0;
            double square = 0;
            double shape = start;
            for (int i = first; i < size(); i++) {
                shape *= i > first ? fade[i] : 1;
                if (!limit[i]) {
                    double deviation = round == 0 ? 0 : Math.abs(flux[i] - amplitude * shape) / error[i];
                    double weight = (deviation > HUBER ? HUBER / deviation : 1) / (error[i] * error[i]);
                    cross += weight * flux[i] * shape;
                    square += weight * shape * shape;
                }
            }
            if (square > 0) {
                amplitude = cross / square;
                sigma = 1 / Math.sqrt(square);
            }
        }
        return new Peak(amplitude, sigma);
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
            double wild = normal((THRESHOLD - x) / OUTLIER_NOISE) - normal((-THRESHOLD - x) / OUTLIER_NOISE);
            double calm = normal(THRESHOLD - x) - normal(-THRESHOLD - x);
            table[i] = Math.log((1 - OUTLIERS) * calm + OUTLIERS * wild);
        }
        return table;
    }

    /** The normal distribution function (Abramowitz and Stegun 1964, 7.1.26), to 1.5e-7. */
    private static double normal(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double tail = t
                * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                * Math.exp(-z * z);
        return x > 0 ? 1 - tail / 2 : tail / 2;
    }
}
