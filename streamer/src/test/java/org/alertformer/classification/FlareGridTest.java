package org.alertformer.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.alertformer.inference.FlareRange;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class FlareGridTest {
    private static final FlareRange RANGE = new FlareRange(1_000, 40_000, 5, 60);
    private static final double EARLIER = 120;
    private static final int AMPLITUDES = 100;
    private static final int DECAYS = 32;
    private static final int PIECES = 6;
    private static final double LONGEST_PIECE = 3;

    /**
     * Against a sum over the whole prior that leaves nothing out, its likelihood written out for each cell and measurement: light
     * curves of few measurements, gaps of all sizes, some limits, an outlier now and then, the rise or the decline missed in some.
     */
    @Test
    void of_agreesWithASumThatPrunesNothing() {
        agrees(FlareGridTest::flare);
    }

    /** Flares that may as well have faded before: onsets long before the light curve count, too. */
    @Test
    void of_hardlySeenAgreesWithASumThatPrunesNothing() {
        agrees(FlareGridTest::hardlySeen);
    }

    /** Long after a flare nothing is left of it to compute: a year of nights behind the one that fades within days. */
    @Test
    void logLikelihood_longAfterTheFlare_isThatOfEachObservation() {
        for (int seed = 0; seed < 20; seed++) {
            // Given
            var random = new Random(seed);
            List<Observation> nights = new ArrayList<>(flare(random).observations().stream()
                    .filter(Observation::isMeasurement)
                    .toList());
            double last = nights.get(nights.size() - 1).mjd();
            for (int i = 1; i < 200; i++) {
                float error = (float) (300 + 400 * random.nextDouble());
                float flux = (float) (error * random.nextGaussian() * (random.nextInt(40) == 0 ? 10 : 1));
                nights.add(new Observation(100 + i, last + 2 * i, Band.R, Kind.FORCED, flux, error, last + 2 * i));
            }
            LightCurve curve = LightCurve.of(nights);
            var light = new FlareLight(curve);
            int first = random.nextInt(3);
            double flux = 20_000 * random.nextDouble();
            double decay = 5 + 20 * random.nextDouble();
            double expected = 0;
            for (int i = 0; i < curve.size(); i++) {
                double since = curve.get(i).mjd() - curve.get(first).mjd();
                expected += logLikelihood(curve.get(i), i < first ? 0 : flux * Math.exp(-since / decay));
            }

            // When
            light.setDecay(decay);
            double found = light.logLikelihood(first, flux);

            // Then
            assertThat(found).isCloseTo(expected, within(0.02 * Math.sqrt(-expected)));
        }
    }

    private static void agrees(Function<Random, LightCurve> draw) {
        for (int seed = 0; seed < 8; seed++) {
            // Given
            LightCurve curve = draw.apply(new Random(seed));
            double earliest = curve.get(0).mjd() - EARLIER;
            double latest = curve.get(curve.size() - 1).mjd();
            double[][] expected = unpruned(curve, earliest, latest);

            // When
            FlareGrid grid =
                    FlareGrid.of(new FlareLight(curve), RANGE, false, new double[] {earliest, latest}, new double[] {
                        Math.log(RANGE.shortestDecay()), Math.log(RANGE.longestDecay())
                    });

            // Then
            assertThat(grid.isInside()).as("seed %d", seed).isTrue();
            same("ln A of seed " + seed, grid.lnAmplitude(), expected[0]);
            same("t0 of seed " + seed, grid.onset(), expected[1]);
            same("ln tau of seed " + seed, grid.lnDecay(), expected[2]);
        }
    }

    /** To an eighth of a standard deviation: both sums have cells. */
    private static void same(String what, FlarePosterior.Quantiles found, double[] expected) {
        double tolerance = (expected[3] - expected[1]) / 16;
        assertThat(found.lowest()).as(what).isCloseTo(expected[0], within(2 * tolerance));
        assertThat(found.lower()).as(what).isCloseTo(expected[1], within(tolerance));
        assertThat(found.median()).as(what).isCloseTo(expected[2], within(tolerance));
        assertThat(found.upper()).as(what).isCloseTo(expected[3], within(tolerance));
        assertThat(found.highest()).as(what).isCloseTo(expected[4], within(2 * tolerance));
    }

    /** Seen well in three measurements at least. */
    private static LightCurve flare(Random random) {
        while (true) {
            LightCurve curve = attempt(4_000, random);
            if (bright(curve) > 2) {
                return curve;
            }
        }
    }

    /** In one measurement at most. */
    private static LightCurve hardlySeen(Random random) {
        while (true) {
            LightCurve curve = attempt(700, random);
            if (bright(curve) < 2 && curve.measurementCount() > 2) {
                return curve;
            }
        }
    }

    private static long bright(LightCurve curve) {
        return curve.observations().stream()
                .filter(o -> o.isMeasurement() && o.flux() > 6 * o.fluxErr())
                .count();
    }

    private static LightCurve attempt(double faintest, Random random) {
        double onset = 60_010 + 20 * random.nextDouble();
        double amplitude = faintest * Math.exp(1.5 * random.nextDouble());
        double decay = 6 * Math.exp(1.8 * random.nextDouble());
        List<Observation> observations = new ArrayList<>();
        double mjd = 60_000 + (random.nextInt(3) == 0 ? 25 : 0);
        for (int i = 0; i < 12; i++) {
            mjd += random.nextInt(4) == 0 ? 9 * random.nextDouble() : 0.02 + 3 * random.nextDouble();
            double error = 300 + 400 * random.nextDouble();
            double flux = mjd < onset ? 0 : amplitude * Math.exp((onset - mjd) / decay);
            double seen = flux + error * random.nextGaussian() * (random.nextInt(40) == 0 ? 10 : 1);
            boolean limit = Math.abs(seen) < 5 * error && random.nextBoolean();
            observations.add(new Observation(
                    i, mjd, Band.R, limit ? Kind.LIMIT : Kind.FORCED, limit ? 0 : (float) seen, (float) error, mjd));
        }
        return LightCurve.of(observations);
    }

    /** The levels of {@link FlarePosterior#LEVELS} of ln A, t0 and ln tau. */
    private static double[][] unpruned(LightCurve curve, double earliest, double latest) {
        double[] amplitudes = edges(Math.log(RANGE.lowestAmplitude()), Math.log(RANGE.highestAmplitude()), AMPLITUDES);
        double[] decays = edges(Math.log(RANGE.shortestDecay()), Math.log(RANGE.longestDecay()), DECAYS);
        double[] onsets = onsets(curve, earliest, latest);
        int n = curve.size();
        double[][][] logMass = new double[AMPLITUDES][onsets.length - 1][DECAYS];
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j + 1 < onsets.length; j++) {
            double onset = (onsets[j] + onsets[j + 1]) / 2;
            for (int k = 0; k < DECAYS; k++) {
                double decay = Math.exp((decays[k] + decays[k + 1]) / 2);
                for (int a = 0; a < AMPLITUDES; a++) {
                    double amplitude = Math.exp((amplitudes[a] + amplitudes[a + 1]) / 2);
                    double sum = Math.log(onsets[j + 1] - onsets[j]);
                    for (int i = 0; i < n; i++) {
                        Observation o = curve.get(i);
                        double since = o.mjd() - onset;
                        sum += logLikelihood(o, since < 0 ? 0 : amplitude * Math.exp(-since / decay));
                    }
                    logMass[a][j][k] = sum;
                    best = Math.max(best, sum);
                }
            }
        }
        double[] ofAmplitude = new double[AMPLITUDES];
        double[] ofOnset = new double[onsets.length - 1];
        double[] ofDecay = new double[DECAYS];
        for (int a = 0; a < AMPLITUDES; a++) {
            for (int j = 0; j < ofOnset.length; j++) {
                for (int k = 0; k < DECAYS; k++) {
                    double mass = Math.exp(logMass[a][j][k] - best);
                    ofAmplitude[a] += mass;
                    ofOnset[j] += mass;
                    ofDecay[k] += mass;
                }
            }
        }
        return new double[][] {levels(amplitudes, ofAmplitude), levels(onsets, ofOnset), levels(decays, ofDecay)};
    }

    private static double logLikelihood(Observation o, double model) {
        if (!o.isMeasurement()) {
            double x = model / o.fluxErr();
            return Math.log(
                    0.997 * (below(5 - x) - below(-5 - x)) + 0.003 * (below((5 - x) / 10) - below((-5 - x) / 10)));
        }
        double square = Math.pow((o.flux() - model) / Math.hypot(o.fluxErr(), 0.005 * o.flux()), 2);
        return Math.log(0.997 * Math.exp(-0.5 * square) + 0.0003 * Math.exp(-0.005 * square));
    }

    /** The normal distribution function as a series (Marsaglia 2004, J. Stat. Software 11, 4). */
    private static double below(double x) {
        if (Math.abs(x) > 7) {
            return x > 0 ? 1 : 0;
        }
        double sum = x;
        double term = x;
        for (int i = 3; Math.abs(term) > 1e-14; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    private static double[] edges(double low, double high, int count) {
        double[] edges = new double[count + 1];
        Arrays.setAll(edges, i -> low + (high - low) * i / count);
        return edges;
    }

    /** Pieces of the gaps between observations. */
    private static double[] onsets(LightCurve curve, double earliest, double latest) {
        DoubleStream edges = DoubleStream.of(latest);
        double from = earliest;
        for (Observation o : curve.observations()) {
            int count = (int) Math.max(PIECES, Math.ceil((o.mjd() - from) / LONGEST_PIECE));
            edges = DoubleStream.concat(
                    edges, Arrays.stream(edges(from, o.mjd(), count)).limit(count));
            from = o.mjd();
        }
        return edges.sorted().toArray();
    }

    private static double[] levels(double[] edges, double[] mass) {
        double total = Arrays.stream(mass).sum();
        double[] found = new double[FlarePosterior.LEVELS.length];
        for (int level = 0; level < found.length; level++) {
            double left = FlarePosterior.LEVELS[level] * total;
            int cell = 0;
            while (left > mass[cell]) {
                left -= mass[cell++];
            }
            found[level] = edges[cell] + (edges[cell + 1] - edges[cell]) * left / mass[cell];
        }
        return found;
    }
}
