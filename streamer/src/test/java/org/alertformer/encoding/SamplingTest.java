package org.alertformer.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final Sampling GRID =
            new Sampling(Sampling.Kind.gaussian_process, Map.of("points", 21.0, "wavelength", 600.0));
    private static final Sampling PADDED = new Sampling(Sampling.Kind.padded, Map.of());
    private static final Sampling VIEWS = new Sampling(
            Sampling.Kind.folded_views, Map.of("whole", 40.0, "detail", 20.0, "shortest", 1.0, "longest", 8.0));

    /** One observation of flux 1 and error 0.5: the mean is shrunk by the noise, the spread is what is left. */
    @Test
    void gaussianProcess_singleObservationIsAsByHand() {
        LightCurveEncoder encoder = encoder(GRID, "gp_flux_r", "gp_error_r", "gp_flux_g");
        LightCurve curve = LightCurve.of(List.of(observation(1, 61_000, Band.R, 2000, 1000)));

        EncodedLightCurve encoded = encoder.encode(curve);

        double signal = 1 + 1e-4;
        double noise = 0.25 + 1e-4;
        assertThat(encoded.length()).isEqualTo(21);
        assertThat((double) encoded.features()[0]).isCloseTo(signal / (signal + noise), within(1e-6));
        assertThat((double) encoded.features()[1])
                .isCloseTo(Math.sqrt(signal - signal * signal / (signal + noise)), within(1e-6));
        assertThat(encoded.features()[2]).isZero();
    }

    @Test
    void gaussianProcess_smoothCurveIsFilledInBetween() {
        DoubleUnaryOperator truth = t -> 5000 + 4000 * Math.sin(t / 6);
        List<Observation> observations = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i <= 60; i++) {
            double t = i * 40 / 60.0;
            if (i == 0 || i == 60 || random.nextBoolean()) {
                observations.add(
                        observation(i + 1, 61_000 + t, i % 2 == 0 ? Band.R : Band.I, truth.applyAsDouble(t), 50));
            }
        }

        EncodedLightCurve encoded = encoder(GRID, "gp_flux_r", "gp_flux_i").encode(LightCurve.of(observations));

        double largest =
                observations.stream().mapToDouble(Observation::flux).max().orElseThrow();
        for (int p = 0; p < encoded.length(); p++) {
            double expected = truth.applyAsDouble(encoded.time()[p]) / largest;
            assertThat(encoded.time()[p]).isCloseTo(2 * p, within(1e-4f));
            assertThat((double) encoded.features()[2 * p]).isCloseTo(expected, within(0.05));
            assertThat((double) encoded.features()[2 * p + 1]).isCloseTo(expected, within(0.05));
        }
    }

    /** A bright source: medians 5000 in r and 9000 in i, largest deviation 400. */
    @Test
    void gaussianProcess_centredIsThatOfTheFluxesMinusTheirMedians() {
        double[] deviations = {0, 100, -300, 400, -50};
        List<Observation> bright = new ArrayList<>();
        List<Observation> centred = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Band band = i % 2 == 0 ? Band.R : Band.I;
            double deviation = deviations[i / 2];
            bright.add(observation(i + 1, 61_000 + 2 * i, band, (i % 2 == 0 ? 5000 : 9000) + deviation, 50));
            centred.add(observation(i + 1, 61_000 + 2 * i, band, deviation, 50));
        }
        Sampling around = new Sampling(
                Sampling.Kind.gaussian_process, Map.of("points", 21.0, "wavelength", 600.0, "centred", 1.0));

        EncodedLightCurve encoded = encoder(
                        around, "gp_flux_r", "gp_flux_i", "gp_error_r", "gp_log_unit", "gp_log_median")
                .encode(LightCurve.of(bright));

        EncodedLightCurve expected = encoder(GRID, "gp_flux_r", "gp_flux_i", "gp_error_r", "gp_log_unit")
                .encode(LightCurve.of(centred));
        for (int row = 0; row < 21; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(encoded.features()[5 * row + column])
                        .isCloseTo(expected.features()[4 * row + column], within(1e-6f));
            }
            assertThat((double) encoded.features()[5 * row + 3]).isCloseTo(Math.log10(400), within(1e-6));
            assertThat((double) encoded.features()[5 * row + 4]).isCloseTo(Math.log10(7050), within(1e-6));
        }
    }

    @Test
    void foldedViews_findThePeriodDepthAndShapeOfTransits() {
        LightCurve curve = transits(3.3, 0.01, 0.01);

        EncodedLightCurve encoded = encoder(
                        VIEWS, "view_flux", "view_detail", "transit_log_depth", "transit_log_period")
                .encode(curve);

        assertThat(encoded.length()).isEqualTo(60);
        assertThat(Math.pow(10, encoded.features()[3])).isCloseTo(3.3, within(0.02));
        assertThat(Math.pow(10, encoded.features()[2])).isCloseTo(0.01, within(0.002));
        assertThat(flux(encoded, 4, 20)).isLessThan(-0.4); // the middle of the whole phase
        assertThat(flux(encoded, 4, 2)).isCloseTo(0, within(0.1));
        assertThat(flux(encoded, 4, 50)).isCloseTo(-1, within(0.15)); // the middle of the transit
        assertThat(flux(encoded, 4, 40)).isCloseTo(0, within(0.15));
        assertThat(encoded.features()[4 * 39 + 1]).isZero();
        assertThat(encoded.features()[4 * 40 + 1]).isEqualTo(1);
    }

    @Test
    void foldedViews_tellOddFromEvenTransits() {
        LightCurve planet = transits(3.3, 0.01, 0.01);
        LightCurve binary = transits(3.3, 0.01, 0.005);
        LightCurveEncoder encoder = encoder(VIEWS, "view_odd", "view_even");

        EncodedLightCurve same = encoder.encode(planet);
        EncodedLightCurve other = encoder.encode(binary);

        double equal = Math.abs(same.features()[2 * 50] - same.features()[2 * 50 + 1]);
        double different = Math.abs(other.features()[2 * 50] - other.features()[2 * 50 + 1]);
        assertThat(equal).isLessThan(0.2);
        assertThat(different).isGreaterThan(0.4);
    }

    /** Rows and times of the observations are as without padding; what follows is zero, whatever the normalisation. */
    @Test
    void padded_isTheObservationsAndThenZerosUpToTheMaximumLength() {
        Random random = new Random(9);
        for (int size : new int[] {1, 7, 40, 55}) {
            // Given
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                observations.add(observation(i + 1, 61_000 + 3 * i, Band.R, 5000 * random.nextGaussian(), 300));
            }
            LightCurve curve = LightCurve.of(observations);
            List<NormalizedFeature> features =
                    List.of(new NormalizedFeature("relative_flux", 0.3, 0.5), new NormalizedFeature("days", 100, 50));
            EncodedLightCurve bare = new LightCurveEncoder(features, 40).encode(curve);

            // When
            EncodedLightCurve encoded = new LightCurveEncoder(features, 40, PADDED).encode(curve);

            // Then
            assertThat(encoded.length()).isEqualTo(40);
            assertThat(encoded.referenceMjd()).isEqualTo(bare.referenceMjd());
            assertThat(encoded.features()).startsWith(bare.features());
            assertThat(encoded.time()).startsWith(bare.time());
            for (int i = bare.length(); i < 40; i++) {
                assertThat(encoded.time()[i]).isZero();
                assertThat(encoded.features()[2 * i]).isZero();
                assertThat(encoded.features()[2 * i + 1]).isZero();
            }
        }
    }

    @Test
    void encode_singleObservationGivesFiniteRowsInEveryKind() {
        LightCurve curve = LightCurve.of(List.of(observation(1, 61_000, Band.R, 2000, 100)));

        EncodedLightCurve views = encoder(VIEWS, "view_flux", "view_error", "transit_significance")
                .encode(curve);
        EncodedLightCurve process = encoder(
                        new Sampling(Sampling.Kind.gaussian_process, Map.of("centred", 1.0)),
                        "gp_flux_r",
                        "gp_error_r",
                        "gp_log_unit")
                .encode(curve);

        for (float value : views.features()) {
            assertThat(value).isFinite();
        }
        for (float value : process.features()) {
            assertThat(value).isBetween(-1f, 1f);
        }
    }

    @Test
    void of_featuresAndParametersOfAnotherKindAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder(GRID, "view_flux"))
                .withMessageContaining("view_flux")
                .withMessageContaining("gaussian_process");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampling(Sampling.Kind.folded_views, Map.of("points", 3.0)))
                .withMessageContaining("points");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampling(Sampling.Kind.gaussian_process, Map.of("points", -3.0)))
                .withMessageContaining("-3");
    }

    private static double flux(EncodedLightCurve encoded, int features, int row) {
        return encoded.features()[row * features];
    }

    /** Box-shaped dips of 4 % of the period, every second one of another depth. */
    private static LightCurve transits(double period, double depth, double second) {
        Random random = new Random(5);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 27 * 24; i++) {
            double t = i / 24.0;
            double cycles = (t - 1.2) / period;
            long cycle = Math.round(cycles);
            boolean inside = Math.abs(cycles - cycle) < 0.02;
            double dip = !inside ? 0 : Math.floorMod(cycle, 2L) == 0 ? depth : second;
            double flux = 1e6 * (1 - dip + 2e-4 * random.nextGaussian());
            observations.add(observation(i + 1, 60_000 + t, Band.R, flux, 200));
        }
        return LightCurve.of(observations);
    }

    private static LightCurveEncoder encoder(Sampling sampling, String... features) {
        return new LightCurveEncoder(
                List.of(features).stream()
                        .map(name -> new NormalizedFeature(name, 0, 1))
                        .toList(),
                1000,
                sampling);
    }

    private static Observation observation(long id, double mjd, Band band, double flux, double error) {
        return new Observation(id, mjd, band, Kind.DETECTION, (float) flux, (float) error, mjd);
    }
}
