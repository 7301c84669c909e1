package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Interval;
import org.alertformer.subscription.PublishedAlerts;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FlareBandTest {
    @Test
    void of_parametersKnownExactly_theFlareItself() {
        FlareAlert flare = flare(interval(1000, 0), interval(60_000, 0), interval(5, 0), 0, 0, 0);

        // When
        double[][] band = FlareBand.of(flare, new double[] {59_999, 60_000, 60_005, 60_010});

        // Then
        double[] expected = {0, 1000, 1000 / Math.E, 1000 / (Math.E * Math.E)};
        for (int i = 0; i < expected.length; i++) {
            assertThat(band[i]).containsExactly(new double[] {expected[i], expected[i], expected[i]}, within(1e-9));
        }
    }

    /** With onset and decay exact, the flux is as uncertain as the amplitude, to either side. */
    @Test
    void of_onlyTheAmplitudeUncertain_itsIntervalScaled() {
        FlareAlert flare = flare(new Interval(1000., 700., 1900.), interval(60_000, 0), interval(5, 0), 0, 0, 0);

        // When
        double[][] band = FlareBand.of(flare, new double[] {60_005});

        // Then
        assertThat(band[0][0] * Math.E).isCloseTo(700, Percentage.withPercentage(6));
        assertThat(band[0][1] * Math.E).isCloseTo(1000, Percentage.withPercentage(6));
        assertThat(band[0][2] * Math.E).isCloseTo(1900, Percentage.withPercentage(6));
    }

    /** ln F = ln A - (t - t0)/tau: its variance from ln A and t0 is a^2 + b^2 + 2 r a b with b = sigma(t0)/tau. */
    @Test
    void of_amplitudeAndOnsetCorrelated_widthOfTheirSum() {
        double a = 0.2;
        double b = 0.3;
        double r = -0.8;
        Interval amplitude = new Interval(1000., 1000 * Math.exp(-a), 1000 * Math.exp(a));
        FlareAlert flare = flare(amplitude, interval(60_000, 5 * b), interval(5, 0), (float) r, 0, 0);

        // When
        double[][] band = FlareBand.of(flare, new double[] {60_020});

        // Then
        double sigma = Math.sqrt(a * a + b * b + 2 * r * a * b);
        assertThat(Math.log(band[0][2] / band[0][0]) / 2).isCloseTo(sigma, Percentage.withPercentage(10));
    }

    @Test
    void of_decayWithoutUpperBound_staysANumber() {
        FlareAlert flare = PublishedAlerts.flareAlert("unbounded", 1);

        // When
        double[][] band = FlareBand.of(flare, new double[] {61_000, 61_100, 61_200});

        // Then
        for (double[] flux : band) {
            assertThat(flux)
                    .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY)
                    .isSorted();
        }
    }

    private static Interval interval(double value, double sigma) {
        return new Interval(value, value - sigma, value + sigma);
    }

    private static FlareAlert flare(Interval amplitude, Interval onset, Interval decay, float ao, float ad, float od) {
        FlareAlert flare = PublishedAlerts.flareAlert("flare", 1);
        flare.setAmplitude(amplitude);
        flare.setOnsetMjd(onset);
        flare.setDecayDays(decay);
        flare.setCorrelation(List.of(ao, ad, od));
        return flare;
    }
}
