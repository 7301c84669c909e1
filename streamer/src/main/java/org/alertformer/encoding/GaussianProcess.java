package org.alertformer.encoding;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Observation;

/**
 * A light curve on a regular grid of times, all bands at each: the mean and the spread of a Gaussian process in time and
 * wavelength, with the covariance
 *
 * <pre>
 *   k = s^2 m(|dt| / tau) m(|dlambda| / w),   m(x) = (1 + sqrt(3) x) exp(-sqrt(3) x)
 * </pre>
 *
 * (Matern 3/2; Boone 2019, arXiv 1907.04690, section 3; Allam and McEwen 2024, t2, section 3). Differs from both: s is the root of
 * the mean squared flux and tau the likeliest of 4, 12, 36 and 108 days, instead of a search by gradient, so that the cost is
 * bounded.
 *
 * <p>The process has mean zero, which suits difference fluxes: a source that is always bright would fall to zero in its gaps.
 * Centred, it is that of the fluxes minus the median of their band.
 *
 * @param points of the grid, from the first observation to the last
 * @param wavelength w [nm]
 * @param centred whether the mean is the median flux of each band instead of zero
 * @param shape whether the numbers of {@link TransientShape} are wanted, too: the same in each row
 */
record GaussianProcess(int points, double wavelength, boolean centred, boolean shape) implements Resampling {
    private static final double[] SCALES = {4, 12, 36, 108};
    private static final double FLOOR = 1e-4;

    static GaussianProcess of(Sampling sampling, Collection<String> wanted) {
        return new GaussianProcess(
                (int) sampling.parameter("points", 64),
                sampling.parameter("wavelength", 600),
                sampling.parameter("centred", 0) > 0,
                wanted.stream().anyMatch(TransientShape.NAMES::contains));
    }

    @Override
    public int rows() {
        return points;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Band band : Band.values()) {
            names.add("gp_flux_" + band.symbol());
            names.add("gp_error_" + band.symbol());
        }
        names.add("gp_log_unit");
        names.add("gp_log_median");
        names.addAll(TransientShape.NAMES);
        return names;
    }

    /**
     * In units of the largest absolute flux of the observations, the median of the band taken away first if centred. Two numbers
     * are the same in all rows: log10 of that unit and of the median flux of all bands, both at least 1 nJy.
     */
    @Override
    public Resampled of(List<Observation> observations) {
        Fit best = fit(observations, means(observations), wavelength);
        double first = observations.get(0).mjd();
        double span = observations.get(observations.size() - 1).mjd() - first;
        double[] days = new double[points];
        for (int p = 0; p < points; p++) {
            days[p] = points == 1 ? 0 : span * p / (points - 1);
        }
        Map<String, double[]> columns = new LinkedHashMap<>();
        Set<Band> seen = new LinkedHashSet<>();
        observations.forEach(o -> seen.add(o.band()));
        for (Band band : Band.values()) {
            double[] mean = new double[points];
            double[] spread = new double[points];
            for (int p = 0; p < points && seen.contains(band); p++) {
                double[] k = best.covariances(first + days[p], band);
                mean[p] = best.mean(k);
                spread[p] = best.spread(k);
            }
            columns.put("gp_flux_" + band.symbol(), mean);
            columns.put("gp_error_" + band.symbol(), spread);
        }
        columns.put("gp_log_unit", constant(Math.log10(Math.max(1, best.largest()))));
        columns.put("gp_log_median", constant(Math.log10(Math.max(1, median(observations.stream())))));
        if (shape) {
            TransientShape.of(best).forEach((name, value) -> columns.put(name, constant(value)));
        }
        return new Resampled(days, columns);
    }

    private double[] constant(double value) {
        double[] column = new double[points];
        Arrays.fill(column, value);
        return column;
    }

    /** What is taken away from the fluxes of each band; nothing if not centred. */
    private Map<Band, Double> means(List<Observation> observations) {
        Map<Band, Double> means = new EnumMap<>(Band.class);
        for (Observation o : centred ? observations : List.<Observation>of()) {
            means.computeIfAbsent(
                    o.band(), band -> median(observations.stream().filter(other -> other.band() == band)));
        }
        return means;
    }

    private static double median(Stream<Observation> observations) {
        double[] sorted = observations.mapToDouble(Observation::flux).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The process of mean zero with the likeliest time scale. */
    static Fit fit(List<Observation> observations, double wavelength) {
        return fit(observations, Map.of(), wavelength);
    }

    private static Fit fit(List<Observation> observations, Map<Band, Double> means, double wavelength) {
        int n = observations.size();
        double[] flux = new double[n];
        double largest = 1e-9;
        for (int i = 0; i < n; i++) {
            Observation o = observations.get(i);
            flux[i] = o.flux() - means.getOrDefault(o.band(), 0.0);
            largest = Math.max(largest, Math.abs(flux[i]));
        }
        double[] noise = new double[n];
        double signal = FLOOR;
        for (int i = 0; i < n; i++) {
            flux[i] /= largest;
            noise[i] = FLOOR + Math.pow(observations.get(i).fluxErr() / largest, 2);
            signal += flux[i] * flux[i] / n;
        }
        Fit best = Fit.of(observations, flux, noise, largest, signal, SCALES[0], wavelength);
        for (int s = 1; s < SCALES.length; s++) {
            Fit fit = Fit.of(observations, flux, noise, largest, signal, SCALES[s], wavelength);
            best = fit.logLikelihood() > best.logLikelihood() ? fit : best;
        }
        return best;
    }

    /** Central wavelength [nm]. */
    static double centre(Band band) {
        return switch (band) {
            case U -> 367;
            case G -> 483;
            case R -> 622;
            case I -> 755;
            case Z -> 869;
            case Y -> 971;
            case GAIA_G -> 623;
            case V -> 551;
        };
    }

    /**
     * The process given some observations.
     *
     * @param factor lower triangle of the covariance's Cholesky factor
     * @param solution covariance^-1 flux
     * @param largest absolute flux of the observations, without the mean [nJy], the unit of all others
     * @param signal s^2
     * @param tau [days]
     */
    record Fit(
            List<Observation> observations,
            double[][] factor,
            double[] solution,
            double logLikelihood,
            double largest,
            double signal,
            double tau,
            double wavelength) {
        static Fit of(
                List<Observation> observations,
                double[] flux,
                double[] noise,
                double largest,
                double signal,
                double tau,
                double wavelength) {
            int n = flux.length;
            double[][] factor = new double[n][n];
            double determinant = 0;
            for (int i = 0; i < n; i++) {
                Observation a = observations.get(i);
                for (int j = 0; j <= i; j++) {
                    Observation b = observations.get(j);
                    double sum = signal
                            * matern(Math.abs(a.mjd() - b.mjd()) / tau)
                            * matern(Math.abs(centre(a.band()) - centre(b.band())) / wavelength);
                    for (int k = 0; k < j; k++) {
                        sum -= factor[i][k] * factor[j][k];
                    }
                    factor[i][j] = i == j ? Math.sqrt(Math.max(1e-12, sum + noise[i])) : sum / factor[j][j];
                }
                determinant += Math.log(factor[i][i]);
            }
            double[] half = solveLower(factor, flux);
            double squares = 0;
            for (double h : half) {
                squares += h * h;
            }
            double[] solution = half;
            for (int i = n - 1; i >= 0; i--) {
                for (int k = i + 1; k < n; k++) {
                    solution[i] -= factor[k][i] * solution[k];
                }
                solution[i] /= factor[i][i];
            }
            double logLikelihood = -0.5 * squares - determinant;
            return new Fit(observations, factor, solution, logLikelihood, largest, signal, tau, wavelength);
        }

        /** The mean flux in some bands at one time. */
        double[] means(double mjd, List<Band> bands) {
            double[] ofBand = new double[Band.values().length];
            for (int i = 0; i < solution.length; i++) {
                Observation o = observations.get(i);
                ofBand[o.band().ordinal()] += signal * solution[i] * matern(Math.abs(o.mjd() - mjd) / tau);
            }
            double[] means = new double[bands.size()];
            for (int b = 0; b < means.length; b++) {
                for (Band other : Band.values()) {
                    if (ofBand[other.ordinal()] != 0) {
                        double apart = Math.abs(centre(other) - centre(bands.get(b)));
                        means[b] += ofBand[other.ordinal()] * matern(apart / wavelength);
                    }
                }
            }
            return means;
        }

        double mean(double[] covariances) {
            double mean = 0;
            for (int i = 0; i < covariances.length; i++) {
                mean += covariances[i] * solution[i];
            }
            return mean;
        }

        double spread(double[] covariances) {
            double explained = 0;
            for (double v : solveLower(factor, covariances)) {
                explained += v * v;
            }
            return Math.sqrt(Math.max(0, signal - explained));
        }

        /** Of the flux in a band at one time with all observations. */
        double[] covariances(double mjd, Band band) {
            double[] k = new double[solution.length];
            for (int i = 0; i < k.length; i++) {
                Observation o = observations.get(i);
                k[i] = signal
                        * matern(Math.abs(o.mjd() - mjd) / tau)
                        * matern(Math.abs(centre(o.band()) - centre(band)) / wavelength);
            }
            return k;
        }
    }

    private static double matern(double x) {
        double scaled = Math.sqrt(3) * x;
        return (1 + scaled) * Math.exp(-scaled);
    }

    private static double[] solveLower(double[][] factor, double[] right) {
        double[] solution = right.clone();
        for (int i = 0; i < solution.length; i++) {
            for (int k = 0; k < i; k++) {
                solution[i] -= factor[i][k] * solution[k];
            }
            solution[i] /= factor[i][i];
        }
        return solution;
    }
}
