package org.alertformer.encoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;

/**
 * What an astronomer would say of a transient, measured on the {@link GaussianProcess} of its observations: how fast it
 * rose and fell, how its colour changed, whether it was quiet before and after, what temperature and what decay law suit
 * it. After the features of Boone 2019 (arXiv 1907.04690, table 3); the temperature is that of a blackbody without
 * expansion of the photosphere. "The light" is the mean of the process in g, r and i; P is its largest value, at t_P. Fluxes are in
 * units of the largest absolute flux observed, times in days.
 *
 * <ul>
 *   <li>{@code shape_log_peak}: log10 of P in nJy; {@code shape_log_significance}: log10 of P over the spread there; {@code
 *       shape_log_scale}: ln of the process's time scale; {@code shape_position}: where t_P lies between first and last
 *       observation; {@code shape_log_undershoot}: log10(0.001 + depth below 0 over P)
 *   <li>{@code shape_rise_50}, {@code shape_fall_50} and the like: ln(1 + days between t_P and where the light is below that
 *       percentage of P); one and a half times the days to the first or last observation if nowhere
 *   <li>{@code shape_log_area}: ln(0.001 + integral of the light over P); {@code shape_log_far}, {@code shape_log_before},
 *       {@code shape_log_after}: ln(0.001 + root of the mean square over P) further than 100 days from t_P, earlier than 60 days
 *       before it, later than 150 days after it; {@code shape_maxima}: ln(1 + number of maxima above 0.3 P)
 *   <li>{@code shape_log_chi_before}, {@code shape_log_chi_far}: ln(0.1 + mean of (flux / error)^2) of the observations
 *       earlier than 60 days before t_P, and further than 120 days from it
 *   <li>{@code shape_g_40} and the like: flux in a band so many days after t_P, or before it ({@code shape_g_before_20}), over P
 *   <li>{@code shape_gr_slope}, {@code shape_gi_slope}: change of the logarithm of the ratio of the fluxes, at least 0.02, in 40 days
 *       from t_P on; {@code shape_gr_mean}, {@code shape_gr_trend}, {@code shape_gr_scatter} and the like: mean, slope and ln
 *       of the variance of such logarithms while the light is above 0.2 P and within 200 days of t_P
 *   <li>{@code shape_power}, {@code shape_power_scatter}, {@code shape_exponent}, {@code shape_exponent_scatter}: slope of the
 *       light's logarithm against ln(1 + days / 30) and against days / 30 in 150 days from t_P on, and ln of what is left
 *   <li>{@code shape_temperature_20} and the like: ln of the temperature [K] of the blackbody that suits the seen bands, its
 *       posterior mean between 3,000 and 60,000 K; {@code shape_temperature_error_20}: its standard deviation; {@code
 *       shape_temperature_chi_20}: ln(0.1 + chi^2); {@code shape_cooling}: change of the first in 40 days
 * </ul>
 */
final class TransientShape {
    private static final double FINEST_STEP = 2;
    private static final int MOST_STEPS = 600;
    private static final double FAINTEST = 1e-3;
    private static final double[] LEVELS = {0.75, 0.5, 0.25, 0.1};
    private static final int[] DAYS = {-20, 0, 20, 40, 70, 100, 150};
    private static final int[] TEMPERATURE_DAYS = {0, 20, 40, 70, 100};
    private static final int TEMPERATURES = 40;

    /** hc / k [m K]. */
    private static final double SECOND_RADIATION_CONSTANT = 0.014388;

    private static final List<Band> LIGHT = List.of(Band.G, Band.R, Band.I);
    private static final List<Band> COLOURS = List.of(Band.U, Band.G, Band.R, Band.I);
    private static final List<Band> ALL = List.of(Band.values());

    /** Of all numbers, in their order. */
    static final Set<String> NAMES = of(GaussianProcess.fit(
                    List.of(new Observation(1, 60_000, Band.R, Kind.DETECTION, 1000, 100, 60_000)), 600))
            .keySet();

    private final GaussianProcess.Fit process;
    private final double first;
    private final double last;
    private final double[] mjd;
    private final double[][] fluxes;
    private final double[] light;
    private final double peak;
    private final double peakMjd;
    private final int top;
    private final Map<String, Double> numbers = new LinkedHashMap<>();

    private TransientShape(GaussianProcess.Fit process) {
        this.process = process;
        List<Observation> observations = process.observations();
        first = observations.get(0).mjd();
        last = observations.get(observations.size() - 1).mjd();
        double step = Math.max(FINEST_STEP, (last - first) / MOST_STEPS);
        int steps = 1 + (int) ((last - first) / step);
        mjd = new double[steps];
        fluxes = new double[steps][];
        light = new double[steps];
        int highest = 0;
        for (int i = 0; i < steps; i++) {
            mjd[i] = first + i * step;
            fluxes[i] = process.means(mjd[i], COLOURS);
            light[i] = (fluxes[i][1] + fluxes[i][2] + fluxes[i][3]) / LIGHT.size();
            highest = light[i] > light[highest] ? i : highest;
        }
        top = highest;
        peak = Math.max(FAINTEST, light[top]);
        peakMjd = mjd[top];
    }

    /** The numbers by name, all finite. */
    static Map<String, Double> of(GaussianProcess.Fit process) {
        TransientShape shape = new TransientShape(process);
        shape.peak();
        shape.quiet();
        shape.colours();
        shape.decay();
        shape.temperatures();
        return shape.numbers;
    }

    private void put(String name, double value) {
        numbers.put("shape_" + name, value);
    }

    private void peak() {
        double spread = 0;
        for (Band band : LIGHT) {
            spread += process.spread(process.covariances(peakMjd, band)) / LIGHT.size();
        }
        put("log_peak", Math.log10(peak * process.largest()));
        put("log_significance", Math.log10(peak / Math.max(FAINTEST, spread)));
        put("log_scale", Math.log(process.tau()));
        put("position", (peakMjd - first) / Math.max(1, last - first));
        double lowest = Arrays.stream(light).min().orElse(0);
        put("log_undershoot", Math.log10(FAINTEST + Math.max(0, -lowest) / peak));
        for (double level : LEVELS) {
            int percent = (int) Math.round(100 * level);
            put("rise_" + percent, Math.log1p(crossing(level, -1)));
            put("fall_" + percent, Math.log1p(crossing(level, 1)));
        }
    }

    /** Days from the peak to where the light is below a fraction of it. */
    private double crossing(double level, int direction) {
        for (int i = top; i >= 0 && i < light.length; i += direction) {
            if (light[i] < level * peak) {
                return Math.abs(mjd[i] - peakMjd);
            }
        }
        return 1.5 * Math.abs((direction < 0 ? mjd[0] : mjd[mjd.length - 1]) - peakMjd);
    }

    private void quiet() {
        double area = 0;
        int maxima = 1;
        for (int i = 1; i < light.length; i++) {
            area += (Math.max(0, light[i]) + Math.max(0, light[i - 1])) / 2 * (mjd[i] - mjd[i - 1]);
            boolean isMaximum = i + 1 < light.length && light[i] > light[i - 1] && light[i] >= light[i + 1];
            maxima += isMaximum && light[i] > 0.3 * peak ? 1 : 0;
        }
        put("log_area", Math.log(FAINTEST + area / peak));
        put("log_far", strength(-100, 100));
        put("log_before", strength(-60, Double.POSITIVE_INFINITY));
        put("log_after", strength(Double.NEGATIVE_INFINITY, 150));
        put("maxima", Math.log(maxima));
        put("log_chi_before", chi(-60, Double.POSITIVE_INFINITY));
        put("log_chi_far", chi(-120, 120));
    }

    /** Of the light before one time and after another, in days since the peak. */
    private double strength(double before, double after) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < light.length; i++) {
            double days = mjd[i] - peakMjd;
            if (days < before || days > after) {
                sum += light[i] * light[i];
                count++;
            }
        }
        return Math.log(FAINTEST + Math.sqrt(sum / Math.max(1, count)) / peak);
    }

    private double chi(double before, double after) {
        double sum = 0;
        int count = 0;
        for (Observation o : process.observations()) {
            double days = o.mjd() - peakMjd;
            if (days < before || days > after) {
                sum += Math.pow(o.flux() / (double) o.fluxErr(), 2);
                count++;
            }
        }
        return Math.log(0.1 + (count == 0 ? 0 : sum / count));
    }

    /** Within what was observed. */
    private double at(double days) {
        return Math.max(first, Math.min(last, peakMjd + days));
    }

    private void colours() {
        double[][] logs = new double[DAYS.length][];
        for (int d = 0; d < DAYS.length; d++) {
            double[] flux = process.means(at(DAYS[d]), COLOURS);
            String when = DAYS[d] < 0 ? "before_" + -DAYS[d] : "" + DAYS[d];
            for (int b = 0; b < flux.length; b++) {
                put(COLOURS.get(b).symbol() + "_" + when, flux[b] / peak);
            }
            logs[d] = Arrays.stream(flux).map(f -> Math.log(Math.max(0.02, f))).toArray();
        }
        put("gr_slope", logs[3][1] - logs[3][2] - logs[1][1] + logs[1][2]);
        put("gi_slope", logs[3][1] - logs[3][3] - logs[1][1] + logs[1][3]);
        colour("ur", 0, 2);
        colour("gr", 1, 2);
        colour("gi", 1, 3);
    }

    private void colour(String name, int blue, int red) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < mjd.length; i++) {
            double days = mjd[i] - peakMjd;
            if (light[i] > 0.2 * peak && Math.abs(days) < 200) {
                double floor = 0.02 * peak;
                double colour = Math.log(Math.max(floor, fluxes[i][blue])) - Math.log(Math.max(floor, fluxes[i][red]));
                points.add(new double[] {days / 30, colour});
            }
        }
        Line line = Line.through(points, 0.1);
        put(name + "_mean", line.mean());
        put(name + "_trend", line.slope());
        put(name + "_scatter", Math.log(FAINTEST + line.variance()));
    }

    private void decay() {
        List<double[]> powers = new ArrayList<>();
        List<double[]> exponents = new ArrayList<>();
        for (int i = top; i < mjd.length && mjd[i] <= peakMjd + 150; i++) {
            double months = (mjd[i] - peakMjd) / 30;
            double log = Math.log(Math.max(0.01 * peak, light[i]));
            powers.add(new double[] {Math.log1p(months), log});
            exponents.add(new double[] {months, log});
        }
        Line power = Line.through(powers, 1e-6);
        Line exponent = Line.through(exponents, 1e-6);
        put("power", power.slope());
        put("power_scatter", Math.log(FAINTEST + Math.sqrt(power.residual())));
        put("exponent", exponent.slope());
        put("exponent_scatter", Math.log(FAINTEST + Math.sqrt(exponent.residual())));
    }

    private void temperatures() {
        Set<Band> seen = new LinkedHashSet<>();
        process.observations().forEach(o -> seen.add(o.band()));
        double[] logs = new double[TEMPERATURE_DAYS.length];
        for (int d = 0; d < logs.length; d++) {
            double when = at(TEMPERATURE_DAYS[d]);
            double[] flux = process.means(when, ALL);
            double[] weight = new double[flux.length];
            for (Band band : seen) {
                double error = process.spread(process.covariances(when, band)) + 0.03 * Math.max(0.01, peak);
                weight[band.ordinal()] = 1 / (error * error);
            }
            logs[d] = temperature(flux, weight, "_" + TEMPERATURE_DAYS[d]);
        }
        put("cooling", logs[2] - logs[0]);
    }

    private double temperature(double[] flux, double[] weight, String when) {
        double[] log = new double[TEMPERATURES];
        double[] chi = new double[TEMPERATURES];
        double lowest = Double.POSITIVE_INFINITY;
        for (int t = 0; t < TEMPERATURES; t++) {
            log[t] = Math.log(3_000) + Math.log(20) * t / (TEMPERATURES - 1);
            double cross = 0;
            double square = 0;
            for (Band band : ALL) {
                double planck = planck(band, Math.exp(log[t]));
                cross += weight[band.ordinal()] * flux[band.ordinal()] * planck;
                square += weight[band.ordinal()] * planck * planck;
            }
            double scale = Math.max(0, cross / square);
            for (Band band : ALL) {
                double left = flux[band.ordinal()] - scale * planck(band, Math.exp(log[t]));
                chi[t] += weight[band.ordinal()] * left * left;
            }
            lowest = Math.min(lowest, chi[t]);
        }
        double total = 0;
        double sum = 0;
        double squares = 0;
        for (int t = 0; t < TEMPERATURES; t++) {
            double chance = Math.exp(-0.5 * (chi[t] - lowest));
            total += chance;
            sum += chance * log[t];
            squares += chance * log[t] * log[t];
        }
        double mean = sum / total;
        put("temperature" + when, mean);
        put("temperature_error" + when, Math.sqrt(Math.max(0, squares / total - mean * mean)));
        put("temperature_chi" + when, Math.log(0.1 + lowest));
        return mean;
    }

    /** Flux per frequency of a blackbody, in any unit. */
    private static double planck(Band band, double kelvin) {
        double micrometres = GaussianProcess.centre(band) / 1000;
        double x = SECOND_RADIATION_CONSTANT / (micrometres * 1e-6 * kelvin);
        return 1 / (micrometres * micrometres * micrometres * Math.expm1(x));
    }

    /**
     * A straight line through points by least squares.
     *
     * @param variance of y
     * @param residual variance of y around the line
     */
    private record Line(double mean, double slope, double variance, double residual) {
        /**
         * @param points none where the process never rises above 0
         * @param width what is added to the variance of x, which may be 0
         */
        static Line through(List<double[]> points, double width) {
            if (points.isEmpty()) {
                return new Line(0, 0, 0, 0);
            }
            double n = points.size();
            double x = points.stream().mapToDouble(p -> p[0]).sum() / n;
            double y = points.stream().mapToDouble(p -> p[1]).sum() / n;
            double xx = width;
            double xy = 0;
            double yy = 0;
            for (double[] p : points) {
                xx += (p[0] - x) * (p[0] - x) / n;
                xy += (p[0] - x) * (p[1] - y) / n;
                yy += (p[1] - y) * (p[1] - y) / n;
            }
            return new Line(y, xy / xx, yy, Math.max(0, yy - xy * xy / xx));
        }
    }
}
