package org.alertformer.classification;

import java.util.Arrays;

/**
 * Cells of (ln A, t0, ln tau) with their mass. In a cell t0 is spread evenly, ln A falls along it by 1/tau per day and is
 * spread evenly around that, and ln tau evenly.
 */
final class FlareCells {
    static final int AMPLITUDE = 0;
    static final int ONSET = 1;
    static final int DECAY = 2;

    private static final int BINS = 256;

    /** Less mass than this beyond the outermost levels is cut off before they are sought more finely. */
    private static final double TAIL = 2e-3;

    /** Centres and widths by axis. */
    private double[][] centre = new double[3][512];

    private double[][] width = new double[3][512];
    private double[] mass = new double[512];

    /** Variance of t0 in each cell over -tau: the covariance of ln A and t0 within. */
    private double[] tilt = new double[512];

    private int size;

    /**
     * @param lnAmplitude at the centre, as the onset
     * @param across width in ln A at fixed t0
     * @param along width in t0 [days]
     * @param decay tau at the centre [days]
     * @param step width in ln tau
     */
    void add(
            double lnAmplitude,
            double across,
            double onset,
            double along,
            double decay,
            double step,
            double logLikelihood) {
        if (size == mass.length) {
            for (int axis = 0; axis < 3; axis++) {
                centre[axis] = Arrays.copyOf(centre[axis], 2 * size);
                width[axis] = Arrays.copyOf(width[axis], 2 * size);
            }
            mass = Arrays.copyOf(mass, 2 * size);
            tilt = Arrays.copyOf(tilt, 2 * size);
        }
        centre[AMPLITUDE][size] = lnAmplitude;
        width[AMPLITUDE][size] = Math.sqrt(across * across + along * along / (decay * decay));
        centre[ONSET][size] = onset;
        width[ONSET][size] = along;
        centre[DECAY][size] = Math.log(decay);
        width[DECAY][size] = step;
        tilt[size] = -along * along / 12 / decay;
        mass[size++] = logLikelihood + Math.log(across * along * step);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Turns logarithms into masses that sum to 1. */
    void normalise() {
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            best = Math.max(best, mass[i]);
        }
        double total = 0;
        for (int i = 0; i < size; i++) {
            mass[i] = Math.exp(mass[i] - best);
            total += mass[i];
        }
        for (int i = 0; i < size; i++) {
            mass[i] /= total;
        }
    }

    /** How much lies between two values. */
    double mass(int axis, double from, double to) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double half = width[axis][i] / 2;
            double overlap = Math.min(to, centre[axis][i] + half) - Math.max(from, centre[axis][i] - half);
            sum += overlap > 0 ? mass[i] * overlap / width[axis][i] : 0;
        }
        return sum;
    }

    /** Where the levels of {@link FlarePosterior#LEVELS} are between two bounds, to a bin of where all but the tails lie. */
    double[] quantiles(int axis, double lowest, double highest) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            low = Math.min(low, centre[axis][i] - width[axis][i] / 2);
            high = Math.max(high, centre[axis][i] + width[axis][i] / 2);
        }
        low = Math.max(low, lowest);
        high = Math.min(high, highest);
        double[] coarse = below(axis, low, high);
        int first = 0;
        int end = BINS;
        while (first < BINS - 1 && coarse[first + 1] < TAIL) {
            first++;
        }
        while (end > first + 1 && coarse[end - 1] > 1 - TAIL) {
            end--;
        }
        double perBin = (high - low) / BINS;
        high = low + end * perBin;
        low += first * perBin;
        double[] below = below(axis, low, high);
        perBin = (high - low) / BINS;
        double[] found = new double[FlarePosterior.LEVELS.length];
        int bin = 0;
        for (int level = 0; level < found.length; level++) {
            double sought = FlarePosterior.LEVELS[level];
            while (bin < BINS - 1 && below[bin + 1] < sought) {
                bin++;
            }
            double within = below[bin + 1] - below[bin];
            double part = within > 0 ? Math.max(0, Math.min(1, (sought - below[bin]) / within)) : 0.5;
            found[level] = low + perBin * (bin + part);
        }
        return found;
    }

    /** The mass below each edge of so many bins; what lies beyond the bounds counts as at them. */
    private double[] below(int axis, double low, double high) {
        double scale = BINS / (high - low);
        double[] begun = new double[BINS + 1];
        double[] density = new double[BINS + 2];
        for (int i = 0; i < size; i++) {
            double half = Math.max(width[axis][i] / 2 * scale, 1e-9);
            double middle = (centre[axis][i] - low) * scale;
            double from = middle - half;
            double to = middle + half;
            if (to <= 0) {
                begun[0] += mass[i];
                continue;
            }
            if (from >= BINS) {
                continue;
            }
            double per = mass[i] / (to - from);
            if (from < 0) {
                begun[0] -= per * from;
                from = 0;
            }
            int first = (int) from;
            int last = (int) Math.min(to, BINS);
            if (last == first) {
                begun[first + 1] += per * (to - from);
                continue;
            }
            begun[first + 1] += per * (first + 1 - from);
            density[first + 1] += per;
            density[last] -= per;
            if (last < BINS) {
                begun[last + 1] += per * (to - last);
            }
        }
        double slope = 0;
        for (int bin = 0; bin < BINS; bin++) {
            slope += density[bin];
            begun[bin + 1] += begun[bin] + slope;
        }
        return begun;
    }

    /** Of (ln A, t0), (ln A, ln tau), (t0, ln tau). */
    float[] correlation() {
        double[] mean = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < size; i++) {
                mean[axis] += mass[i] * centre[axis][i];
            }
        }
        double within = 0;
        double[] variance = new double[3];
        double[] covariance = new double[3];
        for (int i = 0; i < size; i++) {
            double a = centre[AMPLITUDE][i] - mean[AMPLITUDE];
            double t = centre[ONSET][i] - mean[ONSET];
            double d = centre[DECAY][i] - mean[DECAY];
            within += mass[i] * tilt[i];
            covariance[0] += mass[i] * a * t;
            covariance[1] += mass[i] * a * d;
            covariance[2] += mass[i] * t * d;
            double[] deviation = {a, t, d};
            for (int axis = 0; axis < 3; axis++) {
                variance[axis] += mass[i] * (deviation[axis] * deviation[axis] + width[axis][i] * width[axis][i] / 12);
            }
        }
        covariance[0] += within;
        return new float[] {
            ratio(covariance[0], variance[AMPLITUDE] * variance[ONSET]),
            ratio(covariance[1], variance[AMPLITUDE] * variance[DECAY]),
            ratio(covariance[2], variance[ONSET] * variance[DECAY])
        };
    }

    private static float ratio(double covariance, double variances) {
        return variances > 0 ? (float) (covariance / Math.sqrt(variances)) : 0;
    }
}
