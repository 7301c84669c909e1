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
    private final int from;
    private double largestFlux = Double.NaN;
    private Observation @Nullable [] peaks;
    private double medianMagnitude = Double.NaN;
    private double @Nullable [] magnitudes;
    private double @Nullable [] offsets;
    private @Nullable Moments moments;
    private double @Nullable [] sortedOffsets;
    private @Nullable Decay decay;
    private @Nullable Changes changes;
    private @Nullable Excursion excursion;
    private @Nullable Bump bump;
    private @Nullable Fold fold;

    /** Of the offsets: median absolute deviation, skewness, von Neumann ratio, 5th and 95th percentiles [mag]. */
    private record Moments(double spread, double skewness, double vonNeumann, double low, double high) {}

    Window(List<Observation> observations) {
        this(observations, 0);
    }

    /** @param from the first observation of which anything will be asked */
    Window(List<Observation> observations, int from) {
        this.observations = observations;
        this.from = from;
    }

    int size() {
        return observations.size();
    }

    /** Of the fluxes' absolute values [nJy]. */
    double largestFlux() {
        if (Double.isNaN(largestFlux)) {
            double largest = 0;
            for (Observation observation : observations) {
                largest = Math.max(largest, Math.abs(observation.flux()));
            }
            largestFlux = largest;
        }
        return largestFlux;
    }

    /** The observation with the largest absolute flux of those up to one; the earliest of several. */
    Observation peak(int i) {
        Observation[] known = peaks;
        if (known == null) {
            known = new Observation[size()];
            Observation peak = observations.get(0);
            for (int j = 0; j < known.length; j++) {
                Observation next = observations.get(j);
                peak = Math.abs(next.flux()) > Math.abs(peak.flux()) ? next : peak;
                known[j] = peak;
            }
            peaks = known;
        }
        return known[i];
    }

    /** From the first to the last observation [days]. */
    double span() {
        return observations.get(size() - 1).mjd() - observations.get(0).mjd();
    }

    /** Each is computed when first asked for: whoever encodes the newest rows alone asks for few. */
    double magnitude(int i) {
        double[] known = magnitudes;
        if (known == null) {
            known = new double[size()];
            Arrays.fill(known, Double.NaN);
            magnitudes = known;
        }
        if (Double.isNaN(known[i])) {
            known[i] = ZERO_POINT
                    - 2.5 * Math.log10(Math.max(FAINTEST, observations.get(i).flux()));
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
        return offsets()[i];
    }

    private double[] offsets() {
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
        return known;
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

    /** A fraction of the offsets is brighter than this; linear between them [mag]. */
    double percentile(double fraction) {
        double[] sorted = sortedOffsets;
        if (sorted == null) {
            sorted = offsets().clone();
            Arrays.sort(sorted);
            sortedOffsets = sorted;
        }
        double place = fraction * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Fourth standardised moment, 3 for a normal distribution and where nothing varies. */
    double kurtosis() {
        double mean = 0;
        double[] all = offsets();
        for (double offset : all) {
            mean += offset / all.length;
        }
        double squares = 0;
        double fourths = 0;
        for (double offset : all) {
            double square = (offset - mean) * (offset - mean);
            squares += square / all.length;
            fourths += square * square / all.length;
        }
        return squares < SMALLEST_SPREAD * SMALLEST_SPREAD ? 3 : fourths / (squares * squares);
    }

    /** Mean square of the offsets in units of the magnitude errors. */
    double chiSquare() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            double deviation = offset(i) / magnitudeError(i);
            sum += deviation * deviation;
        }
        return sum / size();
    }

    /** How often neighbours lie on either side of the mean, plus 1, per observation. */
    double crossings() {
        double mean = 0;
        for (double offset : offsets()) {
            mean += offset / size();
        }
        int crossings = 1;
        for (int i = 1; i < size(); i++) {
            crossings += offset(i) < mean != offset(i - 1) < mean ? 1 : 0;
        }
        return (double) crossings / size();
    }

    /** Runs of observations that are brighter than the median by 0.2 mag and three times the spread. */
    int outbursts() {
        return runs(-1);
    }

    /** Likewise fainter. */
    int dips() {
        return runs(1);
    }

    private int runs(int sign) {
        double limit = Math.max(0.2, 3 * spread());
        int runs = 0;
        boolean inside = false;
        for (double offset : offsets()) {
            boolean outlying = sign * offset > limit;
            runs += outlying && !inside ? 1 : 0;
            inside = outlying;
        }
        return runs;
    }

    Decay decay() {
        Decay known = decay;
        if (known == null) {
            known = Decay.of(observations, from);
            decay = known;
        }
        return known;
    }

    Changes changes() {
        Changes known = changes;
        if (known == null) {
            known = Changes.of(days(), offsets());
            changes = known;
        }
        return known;
    }

    Excursion excursion() {
        Excursion known = excursion;
        if (known == null) {
            known = Excursion.of(days(), offsets());
            excursion = known;
        }
        return known;
    }

    Bump bump() {
        Bump known = bump;
        if (known == null) {
            known = Bump.of(
                    days(),
                    observations.stream().mapToDouble(Observation::flux).toArray(),
                    observations.stream().mapToDouble(Observation::fluxErr).toArray());
            bump = known;
        }
        return known;
    }

    /** Since the first observation. */
    private double[] days() {
        double first = observations.get(0).mjd();
        return observations.stream().mapToDouble(o -> o.mjd() - first).toArray();
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
