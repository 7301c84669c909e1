package org.alertformer.encoding;

import java.util.List;
import org.alertformer.lightcurve.Observation;

/**
 * What an exponential decay says of each observation that is fitted to those before it: from the largest flux so far on, all
 * bands alike. Logarithms of the fluxes are fitted by a line, weighed by their errors and a {@value #SCATTER} of scatter,
 * with a normal prior of its slope; fluxes below their error have no part, nor those that lie more than {@value #OUTLYING}
 * deviations below the decay, so that a dip does not bend it. Nothing is known of later observations.
 *
 * @param residual of each observation from what was expected, in units of the error of the difference; 0 for the first and
 *     for those above the largest flux before
 * @param expected what was expected in units of the observation's error; 0 for the first
 * @param rate fitted 1/tau [1/day] before each observation
 */
record Decay(double[] residual, double[] expected, double[] rate) {
    private static final double SCATTER = 0.03;
    private static final double OUTLYING = 3;

    /** Prior of the slope of ln F [1/day]: decays of 5 to 60 days. */
    private static final double SLOPE = -0.06;

    private static final double SLOPE_DEVIATION = 0.06;

    static Decay of(List<Observation> observations) {
        return of(observations, 0);
    }

    /** @param from the first observation of which anything is wanted: the decay it belongs to began at the largest flux before */
    static Decay of(List<Observation> observations, int from) {
        int n = observations.size();
        var decay = new Decay(new double[n], new double[n], new double[n]);
        int start = 0;
        for (int i = 1; i < from; i++) {
            start = observations.get(i).flux() > observations.get(start).flux() ? i : start;
        }
        Line line = new Line(observations.get(start));
        for (int i = start + 1; i < n; i++) {
            Observation now = observations.get(i);
            double days = now.mjd() - line.start.mjd();
            double flux = Math.exp(Math.min(line.at(days), 60));
            double own = line.deviation(days);
            double deviation = Math.sqrt(square(now.fluxErr()) + square(flux) * (SCATTER * SCATTER + own * own));
            double residual = (now.flux() - flux) / deviation;
            decay.residual[i] = now.flux() > line.start.flux() ? 0 : residual;
            decay.expected[i] = flux / now.fluxErr();
            decay.rate[i] = -line.slope();
            if (now.flux() > line.start.flux()) {
                line = new Line(now);
            } else if (residual > -OUTLYING) {
                line.add(now);
            }
        }
        decay.rate[0] = -SLOPE;
        return decay;
    }

    private static double square(double x) {
        return x * x;
    }

    /** Weighed sums of a line through ln F against days since the largest flux, the slope counted from its prior mean. */
    private static final class Line {
        final Observation start;
        private double weights;
        private double days;
        private double logs;
        private double squares;
        private double products;

        Line(Observation start) {
            this.start = start;
            add(start);
        }

        void add(Observation o) {
            if (o.flux() <= o.fluxErr()) {
                return;
            }
            double relative = o.fluxErr() / o.flux();
            double weight = 1 / (relative * relative + SCATTER * SCATTER);
            double t = o.mjd() - start.mjd();
            double y = Math.log(o.flux()) - SLOPE * t;
            weights += weight;
            days += weight * t;
            logs += weight * y;
            squares += weight * t * t;
            products += weight * t * y;
        }

        double slope() {
            return SLOPE + excess();
        }

        /** Of the slope over its prior mean. */
        private double excess() {
            return weights == 0 ? 0 : (products - days * logs / weights) / precision();
        }

        /** Inverse variance of the slope. */
        private double precision() {
            double own = weights == 0 ? 0 : squares - days * days / weights;
            return own + 1 / (SLOPE_DEVIATION * SLOPE_DEVIATION);
        }

        /** ln F; far below all fluxes where none was above its error. */
        double at(double t) {
            return weights == 0
                    ? Double.NEGATIVE_INFINITY
                    : logs / weights + SLOPE * t + excess() * (t - days / weights);
        }

        /** Of ln F. */
        double deviation(double t) {
            if (weights == 0) {
                return 0;
            }
            double distance = t - days / weights;
            return Math.sqrt(1 / weights + distance * distance / precision());
        }
    }
}
