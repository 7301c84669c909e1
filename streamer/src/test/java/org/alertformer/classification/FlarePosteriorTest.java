package org.alertformer.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.alertformer.inference.FlareRange;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class FlarePosteriorTest {
    private static final double ONSET = 60010;
    private static final double AMPLITUDE = 20_000;
    private static final double DECAY = 8;

    /** Against weighted draws from the same box, with the model written out for each draw and measurement. */
    @Test
    void of_agreesWithImportanceSampling() {
        for (int seed = 0; seed < 8; seed++) {
            // Given
            Random random = new Random(seed);
            LightCurve curve = flare(random, 40, 400);
            FlareEstimate estimate = estimate(random, 0.08, 0.6, 0.08);
            double[][] expected = sampled(curve, estimate, random, 400_000);

            // When
            FlarePosterior posterior = FlarePosterior.of(estimate, curve, null);

            // Then
            assertThat(posterior.converged()).as("seed %d", seed).isTrue();
            same(posterior.amplitude(), expected[0]);
            same(posterior.onsetMjd(), expected[1]);
            same(posterior.decayDays(), expected[2]);
        }
    }

    /** 68 % intervals hold the truth about 68 % of the time when the estimate's box is wide enough to hold it. */
    @Test
    void of_coverageOverManyFlares() {
        int inside = 0;
        int flares = 600;
        for (int seed = 0; seed < flares; seed++) {
            // Given
            Random random = new Random(1000 + seed);
            double shift = random.nextDouble() - 0.5;
            double decay = Math.exp(Math.log(DECAY) + 0.6 * (random.nextDouble() - 0.5));
            LightCurve curve = flare(random, 40, 400, ONSET + shift, decay);

            // When
            FlarePosterior posterior = FlarePosterior.of(estimate(random, 0.1, 0.5, 0.12), curve, null);

            // Then
            inside += posterior.decayDays().lower() <= decay
                            && decay <= posterior.decayDays().upper()
                    ? 1
                    : 0;
        }
        double sigma = Math.sqrt(0.68 * 0.32 / flares);
        assertThat(inside / (double) flares).isCloseTo(0.68, within(4 * sigma));
    }

    @Test
    void of_estimateFarFromTheDataIsLeftAloneAndSaysSo() {
        // Given
        LightCurve curve = flare(new Random(1), 40, 400);
        FlareEstimate estimate = new FlareEstimate(
                new double[] {Math.log(100 * AMPLITUDE), 300, Math.log(DECAY)},
                new double[] {0.01, 0, 0, 0, 0.01, 0, 0, 0, 0.01},
                curve.get(0).mjd());

        // When
        FlarePosterior posterior = FlarePosterior.of(estimate, curve, null);

        // Then
        assertThat(posterior.converged()).isFalse();
        assertThat(posterior.amplitude().median()).isCloseTo(100 * AMPLITUDE, within(1.0));
        assertThat(posterior.reducedChiSquare()).isGreaterThan(100);
    }

    /** A range tells what is not in the light curve: here only the decay is seen, without an onset. */
    @Test
    void of_rangeBoundsWhatTheDataLeaveOpen() {
        // Given
        LightCurve decline =
                LightCurve.of(flare(new Random(3), 40, 400).observations().subList(14, 40));
        FlareEstimate estimate = estimate(new Random(3), 2, 30, 0.3);
        var range = new FlareRange(1_000, 40_000, 5, 60);

        // When
        FlarePosterior posterior = FlarePosterior.of(estimate, decline, range);

        // Then
        assertThat(posterior.converged()).isTrue();
        assertThat(posterior.amplitude().highest()).isLessThanOrEqualTo(40_000);
        assertThat(posterior.onsetMjd().lowest()).isGreaterThan(ONSET - 3 * DECAY * Math.log(2));
        assertThat(posterior.decayDays().median()).isCloseTo(DECAY, within(1.0));
    }

    /** A limit after a faint decline says that it went on. */
    @Test
    void of_limitsCount() {
        // Given
        List<Observation> seen =
                new ArrayList<>(flare(new Random(4), 40, 400).observations().subList(0, 14));
        List<Observation> withLimits = new ArrayList<>(seen);
        for (int i = 0; i < 6; i++) {
            withLimits.add(new Observation(100 + i, 60_022 + i, Band.R, Kind.LIMIT, 0, 400, 0));
        }
        FlareEstimate estimate = estimate(new Random(4), 0.5, 3, 1);
        var range = new FlareRange(1_000, 40_000, 5, 60);

        // When
        FlarePosterior blind = FlarePosterior.of(estimate, LightCurve.of(seen), range);
        FlarePosterior informed = FlarePosterior.of(estimate, LightCurve.of(withLimits), range);

        // Then
        assertThat(informed.decayDays().highest())
                .isLessThan(0.7 * blind.decayDays().highest());
    }

    /** A measurement that is wild by ten errors changes little. */
    @Test
    void of_outlierIsHeldBack() {
        // Given
        List<Observation> calm = flare(new Random(5), 60, 400).observations();
        List<Observation> wild = new ArrayList<>(calm);
        Observation o = wild.get(40);
        wild.set(40, new Observation(o.id(), o.mjd(), o.band(), o.kind(), o.flux() + 10_000, o.fluxErr(), 0));
        FlareEstimate estimate = estimate(new Random(5), 0.1, 0.5, 0.12);

        // When
        double difference = FlarePosterior.of(estimate, LightCurve.of(wild), null)
                        .decayDays()
                        .median()
                - FlarePosterior.of(estimate, LightCurve.of(calm), null)
                        .decayDays()
                        .median();

        // Then
        assertThat(difference).isCloseTo(0, within(0.1));
    }

    @Test
    void of_goodFitHasReducedChiSquareNearOne() {
        // Given
        LightCurve curve = flare(new Random(2), 200, 400);

        // When
        FlarePosterior posterior = FlarePosterior.of(estimate(new Random(2), 0.03, 0.4, 0.06), curve, null);

        // Then
        assertThat(posterior.reducedChiSquare()).isCloseTo(1, within(4 * Math.sqrt(2.0 / 197)));
    }

    /** To a fifth of a standard deviation: sampling has its own scatter, and its draws are coarse where t0 meets an epoch. */
    private static void same(FlarePosterior.Quantiles found, double[] expected) {
        double tolerance = 0.1 * (expected[2] - expected[0]);
        assertThat(found.lower()).isCloseTo(expected[0], within(tolerance));
        assertThat(found.median()).isCloseTo(expected[1], within(tolerance));
        assertThat(found.upper()).isCloseTo(expected[2], within(tolerance));
    }

    /** The 16th, 50th and 84th percentile of amplitude, onset and decay time. */
    private static double[][] sampled(LightCurve curve, FlareEstimate estimate, Random random, int draws) {
        double[][] values = new double[3][draws];
        double[] logWeight = new double[draws];
        double best = Double.NEGATIVE_INFINITY;
        for (int d = 0; d < draws; d++) {
            double[] theta = new double[3];
            for (int i = 0; i < 3; i++) {
                double sigma = Math.sqrt(estimate.covariance()[4 * i]);
                theta[i] = estimate.mean()[i] + 4 * sigma * (2 * random.nextDouble() - 1);
            }
            values[0][d] = Math.exp(theta[0]);
            values[1][d] = estimate.referenceMjd() + theta[1];
            values[2][d] = Math.exp(theta[2]);
            for (Observation o : curve.observations()) {
                double model =
                        o.mjd() < values[1][d] ? 0 : values[0][d] * Math.exp((values[1][d] - o.mjd()) / values[2][d]);
                double sigma = Math.hypot(o.fluxErr(), 0.005 * o.flux());
                double square = Math.pow((o.flux() - model) / sigma, 2);
                logWeight[d] += Math.log(0.997 * Math.exp(-0.5 * square) + 0.0003 * Math.exp(-0.005 * square));
            }
            best = Math.max(best, logWeight[d]);
        }
        double[][] quantiles = new double[3][];
        for (int i = 0; i < 3; i++) {
            double[] value = values[i];
            Integer[] order = new Integer[draws];
            Arrays.setAll(order, d -> d);
            Arrays.sort(order, (a, b) -> Double.compare(value[a], value[b]));
            double total = 0;
            for (double w : logWeight) {
                total += Math.exp(w - best);
            }
            List<Double> found = new ArrayList<>();
            double below = 0;
            for (Integer d : order) {
                below += Math.exp(logWeight[d] - best) / total;
                double[] levels = {0.16, 0.5, 0.84};
                while (found.size() < 3 && below >= levels[found.size()]) {
                    found.add(value[d]);
                }
            }
            quantiles[i] = found.stream().mapToDouble(v -> v).toArray();
        }
        return quantiles;
    }

    /** A network that is off by a fraction of its own error. */
    private static FlareEstimate estimate(Random random, double lnAmplitude, double onset, double lnDecay) {
        double[] sigma = {lnAmplitude, onset, lnDecay};
        double[] mean = {Math.log(AMPLITUDE), ONSET - 60000, Math.log(DECAY)};
        double[] covariance = new double[9];
        for (int i = 0; i < 3; i++) {
            mean[i] += 0.3 * sigma[i] * random.nextGaussian();
            covariance[4 * i] = sigma[i] * sigma[i];
        }
        return new FlareEstimate(mean, covariance, 60000);
    }

    private static LightCurve flare(Random random, int count, double error) {
        return flare(random, count, error, ONSET, DECAY);
    }

    private static LightCurve flare(Random random, int count, double error, double onset, double decay) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double mjd = 60000 + 40.0 * i / count + 0.3 * random.nextDouble();
            double flux = mjd < onset ? 0 : AMPLITUDE * Math.exp((onset - mjd) / decay);
            float noisy = (float) (flux + error * random.nextGaussian());
            observations.add(new Observation(i, mjd, Band.R, Kind.DETECTION, noisy, (float) error, 0));
        }
        return LightCurve.of(observations);
    }
}
