package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.simulation.FlarePrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactFlareTest {
    private static final FlarePrior PRIOR = new FlarePrior(2_000, 200_000, 60_000, 60_200, 5, 60, 0.002, 0.003);
    private static final int DRAWS = 1_000_000;

    /** Against draws from the prior weighed by the likelihood, for flares whose rise falls into a gap: short ones and long ones. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 15, 60})
    void of_agreesWithDrawsFromThePrior(double gap) {
        LightCurve curve = afterAGap(gap);
        List<double[]> draws = draws(curve, new Random(4));

        ExactFlare exact = ExactFlare.of(curve, PRIOR);

        same(exact.lnAmplitude(), draws, 0);
        same(exact.onset(), draws, 1);
        same(exact.lnDecay(), draws, 2);
    }

    @Test
    void of_amplitudeStaysWithinThePrior() {
        ExactFlare exact = ExactFlare.of(afterAGap(60), PRIOR);

        assertThat(Arrays.stream(exact.lnAmplitude().low()).min().orElseThrow()).isGreaterThan(Math.log(2_000) - 1e-9);
        assertThat(Arrays.stream(exact.lnAmplitude().high()).max().orElseThrow())
                .isLessThan(Math.log(200_000) + 1e-9);
    }

    private static void same(Marginal found, List<double[]> draws, int parameter) {
        List<double[]> sorted = new ArrayList<>(draws);
        sorted.sort(Comparator.comparingDouble(draw -> draw[parameter]));
        double total = sorted.stream().mapToDouble(draw -> draw[3]).sum();
        for (double level : new double[] {0.025, 0.16, 0.5, 0.84, 0.975}) {
            double below = 0;
            int at = 0;
            while (below < level * total) {
                below += sorted.get(at++)[3];
            }
            assertThat(found.below(sorted.get(at)[parameter]))
                    .as("parameter %d at %.3f", parameter, level)
                    .isCloseTo(level, within(level < 0.1 || level > 0.9 ? 0.02 : 0.05));
        }
    }

    /** Silent before, then six measurements of a flare that fades in a week, errors of 500 nJy. */
    private static LightCurve afterAGap(double gap) {
        Random random = new Random(6);
        List<Observation> observations = new ArrayList<>();
        observations.add(new Observation(1, 60_080, Band.R, Kind.FORCED, 200, 500, 0));
        for (int i = 0; i < 6; i++) {
            double flux = 6_000 * Math.exp(-3 * i / 7.0) + 500 * random.nextGaussian();
            observations.add(new Observation(i + 2, 60_080 + gap + 3 * i, Band.R, Kind.FORCED, (float) flux, 500, 0));
        }
        return LightCurve.of(observations);
    }

    /** ln A, t0, ln tau and the likelihood. */
    private static List<double[]> draws(LightCurve curve, Random random) {
        List<double[]> draws = new ArrayList<>();
        double last = curve.get(curve.size() - 1).mjd();
        for (int draw = 0; draw < DRAWS; draw++) {
            double lnAmplitude = Math.log(2_000) + Math.log(100) * random.nextDouble();
            double onset = 60_000 + (last - 60_000) * random.nextDouble();
            double lnDecay = Math.log(5) + Math.log(12) * random.nextDouble();
            double likelihood = 1;
            for (Observation o : curve.observations()) {
                double model = o.mjd() < onset ? 0 : Math.exp(lnAmplitude + (onset - o.mjd()) / Math.exp(lnDecay));
                double residual = o.flux() - model;
                likelihood *= 0.998 * density(residual, Math.hypot(o.fluxErr(), 0.003 * model))
                        + 0.002 * density(residual, Math.hypot(10 * o.fluxErr(), 0.003 * model));
            }
            if (likelihood > 0) {
                draws.add(new double[] {lnAmplitude, onset, lnDecay, likelihood});
            }
        }
        return draws;
    }

    private static double density(double x, double sigma) {
        return 500 / sigma * Math.exp(-0.5 * x * x / (sigma * sigma));
    }
}
