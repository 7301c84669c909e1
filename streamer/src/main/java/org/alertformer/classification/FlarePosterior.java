package org.alertformer.classification;

import java.util.Arrays;
import org.alertformer.inference.FlareRange;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a flare F(t) = A exp(-(t - t0)/tau) for t at or after t0, 0 before: the network's estimate, refined
 * on the light curve itself by {@link FlareGrid}.
 *
 * <p>The prior is flat in ln A, t0 and ln tau. If the model's card names the range of the flares that it learned from, that is
 * looked through. Otherwise the network says where to look: {@value #SPAN} standard deviations of its estimate to either
 * side, or up to {@value #WIDEST_SPAN} if that misses some of the posterior.
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
    private static final double SPAN = 4;
    private static final double WIDEST_SPAN = 16;
    private static final double SMALLEST_SIGMA = 1e-3;
    private static final double EARLIER = 5;

    /** The levels of {@link Quantiles}. */
    static final double[] LEVELS = {0.025, 0.16, 0.5, 0.84, 0.975};

    /** The same for a normal distribution, in standard deviations; 16 and 84 % are taken as one. */
    private static final double[] NORMAL = {-1.96, -1, 0, 1, 1.96};

    /** Median with the 16th and 84th percentile, and those that bound 95 %. */
    public record Quantiles(double lowest, double lower, double median, double upper, double highest) {
        static Quantiles of(double[] levels) {
            return new Quantiles(levels[0], levels[1], levels[2], levels[3], levels[4]);
        }

        private static Quantiles normal(double mean, double sigma) {
            return of(Arrays.stream(NORMAL).map(z -> mean + z * sigma).toArray());
        }

        Quantiles exponential() {
            return new Quantiles(
                    Math.exp(lowest), Math.exp(lower), Math.exp(median), Math.exp(upper), Math.exp(highest));
        }
    }

    /**
     * @param estimate what the network says
     * @param curve on which it says so
     * @param range of the flares that it learned from; null if unknown
     */
    public static FlarePosterior of(FlareEstimate estimate, LightCurve curve, @Nullable FlareRange range) {
        double[] sigma = new double[3];
        for (int i = 0; i < 3; i++) {
            sigma[i] = Math.max(SMALLEST_SIGMA, Math.sqrt(estimate.covariance()[4 * i]));
        }
        double onset = estimate.referenceMjd() + estimate.mean()[1];
        double decay = estimate.mean()[2];
        FlareLight light = new FlareLight(curve);
        if (light.measurements() > 0) {
            for (double span = SPAN; span <= WIDEST_SPAN; span *= 2) {
                FlareGrid grid = FlareGrid.of(
                        light,
                        range == null ? FlareRange.UNBOUNDED : range,
                        range == null,
                        onsets(light, range, onset - span * sigma[1], onset + span * sigma[1]),
                        range == null
                                ? new double[] {decay - span * sigma[2], decay + span * sigma[2]}
                                : new double[] {Math.log(range.shortestDecay()), Math.log(range.longestDecay())});
                if (grid.isInside()) {
                    Quantiles amplitude = grid.lnAmplitude().exponential();
                    Quantiles decayDays = grid.lnDecay().exponential();
                    return new FlarePosterior(
                            amplitude,
                            grid.onset(),
                            decayDays,
                            grid.correlation(),
                            reducedChiSquare(
                                    curve, amplitude.median(), grid.onset().median(), decayDays.median()),
                            true);
                }
            }
        }
        return gaussian(estimate, sigma, curve);
    }

    /**
     * With a range the whole light curve is looked through, and so many decays before that no brighter flare would show; how
     * sure the network is does not matter then.
     */
    private static double[] onsets(FlareLight light, @Nullable FlareRange range, double from, double to) {
        if (range == null) {
            return new double[] {from, to};
        }
        return new double[] {light.mjd(0) - EARLIER * range.longestDecay(), light.mjd(light.size() - 1)};
    }

    private static FlarePosterior gaussian(FlareEstimate estimate, double[] sigma, LightCurve curve) {
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
                reducedChiSquare(curve, Math.exp(mean[0]), onset, Math.exp(mean[2])),
                false);
    }

    private static double reducedChiSquare(LightCurve curve, double amplitude, double onset, double decay) {
        int measurements = 0;
        double sum = 0;
        for (Observation observation : curve.observations()) {
            if (observation.isMeasurement()) {
                measurements++;
                double since = observation.mjd() - onset;
                double model = since < 0 ? 0 : amplitude * Math.exp(-since / decay);
                double residual = (observation.flux() - model) / observation.fluxErr();
                sum += residual * residual;
            }
        }
        return measurements > 3 ? sum / (measurements - 3) : Double.NaN;
    }
}
