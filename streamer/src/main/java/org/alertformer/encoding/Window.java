package org.alertformer.encoding;

import java.util.Arrays;
import java.util.List;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The observations that are encoded together, and what is known only of all of them. Magnitudes are AB, m = 31.4 - 2.5
 * log10(flux / nJy), with fluxes below {@value #FAINTEST} nJy taken as that; offsets are magnitudes minus the median of
 * their band. For one thread; what is costly is computed when first asked for.
 */
final class Window {
    private static final double ZERO_POINT = 31.4;
    private static final double FAINTEST = 10;
    private static final double SMALLEST_SPREAD = 0.001;
    private static final double POGSON = 2.5 / Math.log(10);

    private final List<Observation> observations;
    private final double largestFlux;
    private double medianMagnitude = Double.NaN;
    private double @Nullable [] magnitudes;
    private double @Nullable [] offsets;
    private @Nullable Moments moments;
    private @Nullable Fold fold;

    /** Of the offsets: median absolute deviation, skewness, von Neumann ratio, 5th and 95th percentiles [mag]. */
    private record Moments(double spread, double skewness, double vonNeumann, double low, double high) {}

    Window(List<Observation> observations) {
        this.observations = observations;
        double largest = 0;
        for (Observation observation : observations) {
            largest = Math.max(largest, Math.abs(observation.flux()));
        }
        this.largestFlux = largest;
    }

    int size() {
        return observations.size();
    }

    /** Of the fluxes' absolute values [nJy]. */
    double largestFlux() {
        return largestFlux;
    }

    /** From the first to the last observation [days]. */
    double span() {
        return observations.get(size() - 1).mjd() - observations.get(0).mjd();
    }

    double magnitude(int i) {
        double[] known = magnitudes;
        if (known == null) {
            known = new double[size()];
            for (int j = 0; j < known.length; j++) {
                known[j] = ZERO_POINT
                        - 2.5
                                * Math.log10(
                                        Math.max(FAINTEST, observations.get(j).flux()));
            }
            magnitudes = known;
        }
        return known[i];
    }

    /** The magnitude's error to first order, at most 1. */
    double magnitudeError(int i) {
        Observation observation = observations.get(i);
        return Math.min(1, POGSON * observation.fluxErr() / Math.max(FAINTEST, observation.flux()));
    }

    double medianMagnitude() {
        if (Double.isNaN(medianMagnitude)) {
            medianMagnitude = medianOfMagnitudes();
        }
        return medianMagnitude;
    }

    private double medianOfMagnitudes() {
        double[] sorted = new double[size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = magnitude(i);
        }
        Arrays.sort(sorted);
        return median(sorted, sorted.length);
    }

    double offset(int i) {
        double[] known = offsets;
        if (known == null) {
            known = new double[size()];
            for (Band band : Band.values()) {
                double[] own = new double[size()];
                int count = 0;
                for (int j = 0; j < own.length; j++) {
                    if (observations.get(j).band() == band) {
                        own[count++] = magnitude(j);
                    }
                }
                Arrays.sort(own, 0, count);
                double centre = count == 0 ? 0 : median(own, count);
                for (int j = 0; j < own.length; j++) {
                    if (observations.get(j).band() == band) {
                        known[j] = magnitude(j) - centre;
                    }
                }
            }
            offsets = known;
        }
        return known[i];
    }

    /** Median absolute deviation, at least {@value #SMALLEST_SPREAD} mag. */
    double spread() {
        return moments().spread();
    }

    /** Third standardised moment; 0 where nothing varies. */
    double skewness() {
        return moments().skewness();
    }

    /** Mean squared step between neighbours over twice the variance: 1 for white noise, near 0 for smooth curves. */
    double vonNeumann() {
        return moments().vonNeumann();
    }

    /** From the 5th to the 95th percentile [mag]. */
    double amplitude() {
        return moments().high() - moments().low();
    }

    /** Where the median lies between these: 0.5 for a symmetric distribution, near 1 if it is faint most of the time. */
    double asymmetry() {
        double range = amplitude();
        return range <= 0 ? 0.5 : -moments().low() / range;
    }

    Fold fold() {
        Fold known = fold;
        if (known == null) {
            known = Periodogram.fold(this, observations);
            fold = known;
        }
        return known;
    }

    private Moments moments() {
        Moments known = moments;
        if (known == null) {
            int n = size();
            double[] sorted = new double[n];
            double[] absolute = new double[n];
            double mean = 0;
            for (int i = 0; i < n; i++) {
                sorted[i] = offset(i);
                absolute[i] = Math.abs(sorted[i]);
                mean += sorted[i] / n;
            }
            double variance = 0;
            double cubes = 0;
            double steps = 0;
            for (int i = 0; i < n; i++) {
                double deviation = offset(i) - mean;
                variance += deviation * deviation / n;
                cubes += deviation * deviation * deviation / n;
                double step = i == 0 ? 0 : offset(i) - offset(i - 1);
                steps += step * step / Math.max(1, n - 1);
            }
            Arrays.sort(sorted);
            Arrays.sort(absolute);
            double floor = SMALLEST_SPREAD * SMALLEST_SPREAD;
            known = new Moments(
                    Math.max(SMALLEST_SPREAD, median(absolute, n)),
                    variance < floor ? 0 : cubes / Math.pow(variance, 1.5),
                    variance < floor ? 1 : steps / (2 * variance),
                    sorted[(int) (0.05 * (n - 1))],
                    sorted[(int) Math.ceil(0.95 * (n - 1))]);
            moments = known;
        }
        return known;
    }

    private static double median(double[] sorted, int count) {
        return 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]);
    }
}
