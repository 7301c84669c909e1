package org.alertformer.encoding;

import java.util.Arrays;
import java.util.List;
import org.alertformer.lightcurve.Observation;

/**
 * Finds the period of a light curve in two steps. The first is Schuster's periodogram of the weighted magnitude offsets
 * (Schuster 1898; Lomb's and Scargle's differs from it only where the sampling favours a phase) on all frequencies up to
 * {@value #HIGHEST} per day, {@value #OVERSAMPLING} per 1/timespan. It is a product of two small matrices of
 * complex numbers, exp(2 pi i (f_j + d_k) t) = exp(2 pi i f_j t) exp(2 pi i d_k t), and runs at the speed of one. The
 * second fits Fourier series around its highest peaks and takes the one that leaves least.
 *
 * <p>Frequencies within {@value #DAY_WIDTH} of a whole number per day are left out: what varies slowly shows there too.
 */
final class Periodogram {
    private static final int FEWEST = 10;
    private static final double HIGHEST = 16;
    private static final double OVERSAMPLING = 2.5;
    private static final double SHORTEST_SPAN = 5;
    private static final double LONGEST_SPAN = 4000;
    private static final double DAY_WIDTH = 0.003;
    private static final int BLOCK = 128;
    private static final int PEAKS = 12;
    private static final int HARMONICS = 3;
    private static final int DOUBLE_HARMONICS = 6;
    private static final int REFINEMENTS = 4;
    private static final double LARGEST_DEVIATION = 6;
    private static final double ERROR_FLOOR = 0.01;
    private static final int CURVE_POINTS = 100;

    private final double[] t;
    private final double[] y;
    private final double[] w;
    private final double step;

    private Periodogram(double[] t, double[] y, double[] w, double span) {
        this.t = t;
        this.y = y;
        this.w = w;
        this.step = 1 / (OVERSAMPLING * span);
    }

    static Fold fold(Window window, List<Observation> observations) {
        int n = window.size();
        double span = n == 0 ? 0 : Math.min(LONGEST_SPAN, window.span());
        if (n < FEWEST || span < SHORTEST_SPAN) {
            return Fold.NONE;
        }
        double[] t = new double[n];
        double[] y = new double[n];
        double[] w = new double[n];
        double limit = LARGEST_DEVIATION * Math.max(window.spread(), ERROR_FLOOR);
        double mean = 0;
        double total = 0;
        for (int i = 0; i < n; i++) {
            t[i] = observations.get(i).mjd() - observations.get(0).mjd();
            y[i] = Math.max(-limit, Math.min(limit, window.offset(i)));
            w[i] = 1 / (ERROR_FLOOR * ERROR_FLOOR + window.magnitudeError(i) * window.magnitudeError(i));
            total += w[i];
            mean += w[i] * y[i];
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            w[i] /= total;
            y[i] -= mean / total;
            squares += w[i] * y[i] * y[i];
        }
        return squares <= 0 ? Fold.NONE : new Periodogram(t, y, w, span).fold(squares);
    }

    private Fold fold(double variance) {
        FourierSeries best = null;
        for (double peak : peaks(power())) {
            for (int r = -REFINEMENTS; r <= REFINEMENTS; r++) {
                double frequency = peak + r * step / (2 * REFINEMENTS);
                if (frequency > 0) {
                    FourierSeries series = FourierSeries.fit(t, y, w, frequency, HARMONICS);
                    best = best == null || series.residual() < best.residual() ? series : best;
                }
            }
        }
        if (best == null) {
            return Fold.NONE;
        }
        FourierSeries twice = FourierSeries.fit(t, y, w, best.frequency() / 2, DOUBLE_HARMONICS);
        double odd = 0;
        double all = 1e-12;
        for (int k = 1; k <= DOUBLE_HARMONICS; k++) {
            odd += k % 2 == 1 ? twice.amplitude(k) : 0;
            all += twice.amplitude(k);
        }
        double first = Math.max(1e-6, best.amplitude(1));
        double period = 1 / best.frequency();
        // magnitudes are largest where the source is faintest: the brightest point is half a cycle later
        double brightest = (best.phase(1) / (2 * Math.PI) + 0.5) * period;
        return new Fold(
                period,
                brightest,
                faintest(twice) * 2 * period,
                Math.max(0, Math.min(1, 1 - best.residual() / variance)),
                best.amplitude(1),
                Math.min(10, best.amplitude(2) / first),
                Math.min(10, best.amplitude(3) / first),
                best.phase(2) - 2 * best.phase(1),
                best.phase(3) - 3 * best.phase(1),
                odd / all);
    }

    private static double faintest(FourierSeries series) {
        double phase = 0;
        for (int i = 1; i < CURVE_POINTS; i++) {
            double candidate = (double) i / CURVE_POINTS;
            phase = series.value(candidate) > series.value(phase) ? candidate : phase;
        }
        return phase;
    }

    /** |sum w y exp(2 pi i f t)|^2 at the frequencies 0, step, 2 step, ... */
    private float[] power() {
        int count = (int) Math.ceil(HIGHEST / step);
        int n = t.length;
        float[] cos = new float[n * BLOCK];
        float[] sin = new float[n * BLOCK];
        double[] c = new double[n];
        double[] s = new double[n];
        double[] turnCos = new double[n];
        double[] turnSin = new double[n];
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * step * t[i];
            for (int k = 0; k < BLOCK; k++) {
                cos[i * BLOCK + k] = (float) Math.cos(angle * k);
                sin[i * BLOCK + k] = (float) Math.sin(angle * k);
            }
            turnCos[i] = Math.cos(angle * BLOCK);
            turnSin[i] = Math.sin(angle * BLOCK);
            c[i] = w[i] * y[i];
        }
        float[] power = new float[count];
        float[] real = new float[BLOCK];
        float[] imaginary = new float[BLOCK];
        for (int from = 0; from < count; from += BLOCK) {
            Arrays.fill(real, 0);
            Arrays.fill(imaginary, 0);
            for (int i = 0; i < n; i++) {
                accumulate(real, imaginary, cos, sin, i * BLOCK, (float) c[i], (float) s[i]);
                double next = c[i] * turnCos[i] - s[i] * turnSin[i];
                s[i] = c[i] * turnSin[i] + s[i] * turnCos[i];
                c[i] = next;
            }
            for (int k = 0; k < Math.min(BLOCK, count - from); k++) {
                power[from + k] = real[k] * real[k] + imaginary[k] * imaginary[k];
            }
        }
        return power;
    }

    /** A loop that the compiler turns into vector instructions. */
    private static void accumulate(
            float[] real, float[] imaginary, float[] cos, float[] sin, int offset, float c, float s) {
        for (int k = 0; k < BLOCK; k++) {
            real[k] += c * cos[offset + k] - s * sin[offset + k];
            imaginary[k] += c * sin[offset + k] + s * cos[offset + k];
        }
    }

    /** The frequencies of the highest local maxima. */
    private double[] peaks(float[] power) {
        double[] frequencies = new double[PEAKS];
        float[] heights = new float[PEAKS];
        int found = 0;
        for (int j = 1; j + 1 < power.length; j++) {
            if (power[j] < power[j - 1] || power[j] <= power[j + 1]) {
                continue;
            }
            double frequency = j * step;
            if (frequency > 0.5 && Math.abs(frequency - Math.rint(frequency)) < DAY_WIDTH) {
                continue;
            }
            int place = found < PEAKS ? found++ : PEAKS - 1;
            if (place == PEAKS - 1 && heights[place] >= power[j]) {
                continue;
            }
            while (place > 0 && heights[place - 1] < power[j]) {
                heights[place] = heights[place - 1];
                frequencies[place] = frequencies[place - 1];
                place--;
            }
            heights[place] = power[j];
            frequencies[place] = frequency;
        }
        return Arrays.copyOf(frequencies, found);
    }
}
