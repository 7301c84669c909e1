package org.alertformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alertformer.lightcurve.Band;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariabilityTest {
    private static final double FIVE_SIGMA = 5;
    private static final Passband R = SurveyDesign.LSST.passband(Band.R);
    private static final Quiescence QUIESCENCE = new Quiescence(20, 0.3);

    /** A walk small enough for flux to be linear in magnitude, seen at time lags of a walk's life, against theory. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 10, 100, 1000})
    void dampedRandomWalk_structureFunctionOfTheory(double lag) {
        double sigma = 1e-4;
        double tau = 150;
        int walks = 20_000;
        var walk = new DampedRandomWalk(sigma, tau);
        var epochs = List.of(new Variability.Epoch(61_000, R), new Variability.Epoch(61_000 + lag, R));

        double sum = 0;
        for (int i = 0; i < walks; i++) {
            var random = RandomStream.of(11, RandomStream.Purpose.LIGHT_CURVE, i);
            double[] flux = walk.differenceFlux(epochs, QUIESCENCE, random);
            double magnitudes = 2.5 / Math.log(10) * (flux[1] - flux[0]) / QUIESCENCE.flux(R);
            sum += magnitudes * magnitudes;
        }

        double expected = 2 * sigma * sigma * (1 - Math.exp(-lag / tau));
        assertThat(sum / walks / expected).isCloseTo(1, within(FIVE_SIGMA * Math.sqrt(2.0 / walks)));
    }

    @Test
    void dampedRandomWalk_amplitudeFallsWithWavelength() {
        var walk = new DampedRandomWalk(1e-4, 100);
        List<Variability.Epoch> epochs = new ArrayList<>();
        for (Band band : SurveyDesign.LSST.bands()) {
            epochs.add(new Variability.Epoch(61_000, SurveyDesign.LSST.passband(band)));
        }

        double[] flux =
                walk.differenceFlux(epochs, QUIESCENCE, RandomStream.of(12, RandomStream.Purpose.LIGHT_CURVE, 1));

        double[] relative = new double[flux.length];
        for (int i = 0; i < flux.length; i++) {
            relative[i] = Math.abs(flux[i] / QUIESCENCE.flux(epochs.get(i).passband()));
        }
        assertThat(relative[0] / relative[5]).isCloseTo(Math.pow(368 / 971.0, -0.479), within(1e-3));
    }

    @Test
    void flare_followsTheExponential() {
        var flare = new Flare(new FlareParameters(5000, 61_100, 20), 0, 0);
        var epochs = epochs(SurveyDesign.LSST.passband(Band.U), 61_099.99, 61_100, 61_120, 61_160);

        double[] flux = flare.differenceFlux(epochs, QUIESCENCE, RandomStream.startingAt(1));

        assertThat(flux).containsExactly(new double[] {0, 5000, 5000 / Math.E, 5000 * Math.exp(-3)}, within(1e-9));
    }

    @Test
    void dippedFlare_neverFallsBelowNoLightAtAll() {
        var faint = new Quiescence(26, 0);
        var dipped =
                new DippedFlare(new Flare(new FlareParameters(50_000, 61_100, 20), 0, 0), new Dip(61_150, 5, 40_000));

        double[] flux = dipped.differenceFlux(epochs(R, 61_150), faint, RandomStream.startingAt(1));

        assertThat(flux[0]).isEqualTo(-faint.flux(R));
    }

    @Test
    void supernova_brightestAtItsAmplitude() {
        var supernova = new Supernova(3000, 61_100, 5, 30);
        double[] times = new double[20_001];
        Arrays.setAll(times, i -> 61_000 + i * 0.01);
        var epochs = epochs(R, times);

        double[] flux = supernova.differenceFlux(epochs, QUIESCENCE, RandomStream.startingAt(1));

        assertThat(Arrays.stream(flux).max().orElse(0)).isCloseTo(3000, within(0.01));
        assertThat(flux[0]).isCloseTo(0, within(0.01));
    }

    @ParameterizedTest
    @EnumSource(Pulsation.Shape.class)
    void pulsation_repeatsAndAveragesToTheTemplate(Pulsation.Shape shape) {
        double period = 3.7;
        var star = new Pulsation(shape, period, 0.3, 0.5, 0.2, 0.6);
        double[] times = new double[2000];
        Arrays.setAll(times, i -> 61_000 + i * period / 1000);

        double[] flux = star.differenceFlux(epochs(R, times), QUIESCENCE, RandomStream.startingAt(1));

        double largest = Arrays.stream(flux).map(Math::abs).max().orElse(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(flux[i + 1000]).isCloseTo(flux[i], within(1e-6 * largest));
        }
        assertThat(largest).isGreaterThan(0.05 * QUIESCENCE.flux(R));
        assertThat(Arrays.stream(flux).average().orElse(1)).isCloseTo(0, within(0.02 * largest));
    }

    private static List<Variability.Epoch> epochs(Passband passband, double... times) {
        return Arrays.stream(times)
                .mapToObj(mjd -> new Variability.Epoch(mjd, passband))
                .toList();
    }
}
