package org.alertformer.trainer.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.NormalDistribution;
import org.alertformer.lightcurve.Observation;
import org.alertformer.simulation.FlarePrior;
import org.alertformer.simulation.SimulatedVisit;

/**
 * All that can be known of a simulated flare, with or without a dip, as of one alert: what was measured, which visits found
 * nothing, and how the alert was chosen among all. It weighs everything that the simulation does: normal errors, a fraction
 * of outliers, unreported errors of the zero point, measurements that stayed below the threshold, delivered or not,
 * light that cannot fall below zero. Outliers have ten times the whole error here and not only the reported one, which
 * matters nowhere. What reported errors say of the total light is left unused.
 *
 * <p>The evidences are means over the prior (ln A, t0, ln tau; of a dip its centre and width in decays, its depth in
 * amplitudes). Particles start spread over the onset as {@link OnsetSpread} says and, for each shape of flare, over
 * amplitudes as a Cauchy distribution around the one that fits best; both are set right by weights. For one thread.
 */
final class FlareWitness {
    private static final int FLARE = 3;
    private static final int DIPPED = 6;

    private static final int STEPS = 64;
    private static final int LARGEST_DEVIATION = 100;
    private static final int LARGEST_SILENT = 50;

    /** Beyond so many widths a dip takes nothing. */
    private static final double FARTHEST = 5.5;

    /** What is known of the alerts that follow. */
    enum Sequel {
        /** The alert is any one of all, each as likely. */
        ANY,
        /** There are none: no later visit has found anything. */
        NONE
    }

    private final FlarePrior prior;
    private final Sequel sequel;
    private final OnsetSpread onsets;
    private final double[] ofMeasured;
    private final double[] ofSilent;
    private final int past;
    private final int alerts;
    private final double[] mjd;
    private final double[] flux;
    private final double[] error;
    private final double[] quiescent;
    private final boolean[] measured;
    private final double[] weight;
    private final double[] shape;

    /**
     * @param seen as of an alert
     * @param visits all that the survey makes, in order of time; of those before the alert and not in the light curve it is
     *     known that they found nothing
     */
    FlareWitness(LightCurve seen, List<SimulatedVisit> visits, FlarePrior prior, Sequel sequel) {
        this.prior = prior;
        this.sequel = sequel;
        ofMeasured = ofMeasured(prior.outliers());
        ofSilent = ofSilent(prior.outliers());
        Map<Long, Observation> observations = new HashMap<>();
        seen.observations().forEach(o -> observations.put(o.id(), o));
        double now = seen.get(seen.size() - 1).mjd();
        int n = visits.size();
        mjd = visits.stream().mapToDouble(SimulatedVisit::mjd).toArray();
        quiescent = visits.stream().mapToDouble(SimulatedVisit::quiescentFlux).toArray();
        flux = new double[n];
        error = new double[n];
        measured = new boolean[n];
        weight = new double[n];
        shape = new double[n];
        for (int i = 0; i < n; i++) {
            Observation o = observations.remove(visits.get(i).id());
            error[i] = o == null ? visits.get(i).fluxErr() : o.fluxErr();
            if (o != null && o.isMeasurement()) {
                measured[i] = true;
                flux[i] = o.flux();
                double unreported = prior.calibration() * flux[i];
                weight[i] = 1 / (error[i] * error[i] + unreported * unreported);
            }
        }
        if (!observations.isEmpty()) {
            throw new IllegalArgumentException("no visit has made observation "
                    + observations.keySet().iterator().next());
        }
        past = (int) IntStream.range(0, n).filter(i -> mjd[i] <= now).count();
        alerts = (int) seen.observations().stream()
                .filter(o -> o.kind() == Kind.DETECTION)
                .count();
        onsets = new OnsetSpread(mjd, seen.get(0).mjd(), now, prior);
    }

    /**
     * Natural logarithm of the evidence for a dip over that against it: how much likelier the light curve is with one.
     *
     * @param particles of {@link Annealing}
     */
    double logOddsOfDip(int particles, Random random) {
        return Annealing.logEvidence(this::logWeight, DIPPED, particles, random)
                - Annealing.logEvidence(this::logWeight, FLARE, particles, random);
    }

    /** Of a point of the cube in which particles are spread: likelihood times the prior's density over theirs. */
    private double logWeight(double[] point) {
        double onset = onsets.onset(point[1]);
        double decay = prior.shortestDecay() * Math.pow(prior.longestDecay() / prior.shortestDecay(), point[2]);
        double[] dip = {0, 1, 0};
        if (point.length == DIPPED) {
            dip[0] = onset + decay * between(FlarePrior.EARLIEST_DIP, FlarePrior.LATEST_DIP, point[3]);
            dip[1] = decay * between(FlarePrior.NARROWEST_DIP, FlarePrior.WIDEST_DIP, point[4]);
            dip[2] = between(FlarePrior.SHALLOWEST_DIP, FlarePrior.DEEPEST_DIP, point[5]);
        }
        double cross = 0;
        double square = 0;
        setShape(onset, decay, dip);
        for (int i = 0; i < past; i++) {
            double positive = Math.max(0, shape[i]);
            cross += weight[i] * flux[i] * positive;
            square += weight[i] * positive * positive;
        }
        double lowest = Math.log(prior.lowestAmplitude());
        double range = Math.log(prior.highestAmplitude()) - lowest;
        double best = cross > 0 ? Math.max(0, Math.min(range, Math.log(cross / square) - lowest)) : 0;
        double spread = cross > 0 ? Math.min(range / 2, Math.sqrt(square) / cross) : range / 2;
        double from = Math.atan(-best / spread);
        double to = Math.atan((range - best) / spread);
        double tangent = Math.tan(from + (to - from) * point[0]);
        double amplitude = Math.exp(lowest + best + spread * tangent);
        double density = range / (spread * (1 + tangent * tangent) * (to - from));
        return logLikelihood(amplitude) + Math.log(onsets.weight(point[1]) / density);
    }

    /**
     * Natural logarithm of the likelihood, but for a term that all flares share.
     *
     * @param amplitude A [nJy]
     * @param onset t0, MJD [days]
     * @param decay tau [days]
     * @param dip MJD of its centre, width [days], depth in amplitudes, which is 0 if there is none
     */
    double logLikelihood(double amplitude, double onset, double decay, double[] dip) {
        setShape(onset, decay, dip);
        return logLikelihood(amplitude);
    }

    private void setShape(double onset, double decay, double[] dip) {
        for (int i = 0; i < shape.length; i++) {
            shape[i] = mjd[i] < onset ? 0 : Math.exp((onset - mjd[i]) / decay);
            double z = (mjd[i] - dip[0]) / dip[1];
            if (dip[2] > 0 && Math.abs(z) < FARTHEST) {
                shape[i] -= dip[2] * Math.exp(-0.5 * z * z);
            }
        }
    }

    private double logLikelihood(double amplitude) {
        double sum = 0;
        for (int i = 0; i < past; i++) {
            double model = Math.max(amplitude * shape[i], -quiescent[i]);
            if (measured[i]) {
                double unreported = prior.calibration() * model / error[i];
                double variance = 1 + unreported * unreported;
                sum += lookUp(ofMeasured, Math.abs(flux[i] - model) / (error[i] * Math.sqrt(variance)));
                sum -= 0.5 * Math.log(variance);
            } else {
                sum += lookUp(ofSilent, Math.abs(model) / error[i]);
            }
        }
        double expected = alerts;
        double variance = 0;
        for (int i = past; i < mjd.length; i++) {
            double logSilent = lookUp(ofSilent, Math.abs(Math.max(amplitude * shape[i], -quiescent[i])) / error[i]);
            if (sequel == Sequel.NONE) {
                sum += logSilent;
            } else {
                double silent = Math.exp(logSilent);
                expected += 1 - silent;
                variance += silent * (1 - silent);
            }
        }
        // the mean of 1 / (number of all alerts), to second order
        return sequel == Sequel.NONE ? sum : sum + Math.log((1 + variance / (expected * expected)) / expected);
    }

    private static double between(double low, double high, double part) {
        return low + (high - low) * part;
    }

    /** Beyond its end a table goes on as outliers do. */
    private static double lookUp(double[] table, double x) {
        double place = x * STEPS;
        int last = table.length - 1;
        if (place >= last) {
            double end = (double) last / STEPS;
            return table[last] - (x * x - end * end) / (2 * FlarePrior.OUTLIER_NOISE * FlarePrior.OUTLIER_NOISE);
        }
        int below = (int) place;
        return table[below] + (place - below) * (table[below + 1] - table[below]);
    }

    private static double[] ofMeasured(double outliers) {
        double[] table = new double[LARGEST_DEVIATION * STEPS + 1];
        for (int i = 0; i < table.length; i++) {
            double x = (double) i / STEPS;
            double wild = x / FlarePrior.OUTLIER_NOISE;
            table[i] = Math.log((1 - outliers) * Math.exp(-0.5 * x * x)
                    + outliers / FlarePrior.OUTLIER_NOISE * Math.exp(-0.5 * wild * wild));
        }
        return table;
    }

    private static double[] ofSilent(double outliers) {
        double[] table = new double[LARGEST_SILENT * STEPS + 1];
        for (int i = 0; i < table.length; i++) {
            double x = (double) i / STEPS;
            table[i] = Math.log((1 - outliers) * within(x, 1) + outliers * within(x, FlarePrior.OUTLIER_NOISE));
        }
        return table;
    }

    /** The chance of a measurement within the threshold. */
    private static double within(double flux, double noise) {
        return NormalDistribution.below((FlarePrior.THRESHOLD - flux) / noise)
                - NormalDistribution.below((-FlarePrior.THRESHOLD - flux) / noise);
    }
}
