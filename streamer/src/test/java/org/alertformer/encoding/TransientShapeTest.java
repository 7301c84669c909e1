package org.alertformer.encoding;

import static org.assertj.core.api.Assertions.assertThat;
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

class TransientShapeTest {
    private static final double PEAK_MJD = 61_100;
    private static final List<Band> BANDS = List.of(Band.U, Band.G, Band.R, Band.I, Band.Z, Band.Y);
    private static final double[] NANOMETRES = {367, 483, 622, 755, 869, 971};

    /** A blackbody of 18,000 K that rises linearly in 20 days and fades by e in 40. */
    @Test
    void encode_numbersOfAFadingBlackbodyAreAsDrawn() {
        for (int seed = 0; seed < 5; seed++) {
            // Given
            LightCurve curve = transient18000(new Random(seed), t -> t < 0 ? 1 + t / 20 : Math.exp(-t / 40), 40_000);

            // When
            Map<String, Double> shape = shape(curve);

            // Then
            assertThat(shape.get("shape_temperature_0")).isCloseTo(Math.log(18_000), within(0.25));
            assertThat(shape.get("shape_temperature_40")).isCloseTo(Math.log(18_000), within(0.35));
            assertThat(shape.get("shape_cooling")).isCloseTo(0, within(0.3));
            assertThat(Math.expm1(number(shape, "shape_fall_50"))).isCloseTo(40 * Math.log(2), within(5.0));
            assertThat(Math.expm1(number(shape, "shape_fall_25"))).isCloseTo(40 * Math.log(4), within(8.0));
            assertThat(Math.expm1(number(shape, "shape_rise_50"))).isCloseTo(10, within(5.0));
            assertThat(number(shape, "shape_g_40") / number(shape, "shape_g_0")).isCloseTo(Math.exp(-1), within(0.07));
            assertThat(number(shape, "shape_r_70") / number(shape, "shape_r_0"))
                    .isCloseTo(Math.exp(-70 / 40.0), within(0.07));
            assertThat(shape.get("shape_gr_mean"))
                    .isCloseTo(Math.log(planck(483, 18_000) / planck(622, 18_000)), within(0.1));
            assertThat(shape.get("shape_gr_slope")).isCloseTo(0, within(0.2));
            assertThat(shape.get("shape_log_before")).isLessThan(-3);
            assertThat(shape.get("shape_log_chi_before")).isCloseTo(Math.log(1.1), within(0.5));
            assertThat(shape.get("shape_maxima")).isCloseTo(Math.log(2), within(1e-6));
        }
    }

    @Test
    void encode_decayLawThatSuitsLeavesLess() {
        // Given
        LightCurve exponential = transient18000(new Random(1), t -> t < 0 ? 0 : Math.exp(-t / 30), 200_000);
        LightCurve power = transient18000(new Random(1), t -> t < 0 ? 0 : Math.pow(1 + t / 30, -5.0 / 3), 200_000);

        // When
        Map<String, Double> ofExponential = shape(exponential);
        Map<String, Double> ofPower = shape(power);

        // Then
        assertThat(ofPower.get("shape_power")).isCloseTo(-5.0 / 3, within(0.2));
        assertThat(number(ofPower, "shape_power_scatter")).isLessThan(number(ofPower, "shape_exponent_scatter"));
        assertThat(number(ofExponential, "shape_exponent_scatter"))
                .isLessThan(number(ofExponential, "shape_power_scatter"));
    }

    /** All but the peak in nanojansky is relative. */
    @Test
    void encode_tenfoldFluxAndErrorChangeTheBrightnessAlone() {
        // Given
        LightCurve curve = transient18000(new Random(2), t -> t < 0 ? 0 : Math.exp(-t / 25), 30_000);
        LightCurve brighter = LightCurve.of(curve.observations().stream()
                .map(o -> observation(o.id(), o.mjd(), o.band(), 10 * o.flux(), 10 * o.fluxErr()))
                .toList());

        // When
        Map<String, Double> shape = shape(brighter);

        // Then
        shape(curve)
                .forEach((name, value) -> assertThat(shape.get(name))
                        .as(name)
                        .isCloseTo(value + (name.equals("shape_log_peak") ? 1 : 0), within(2e-3)));
    }

    @Test
    void encode_fewOrFaintOrNegativeObservationsGiveFiniteNumbers() {
        for (int seed = 0; seed < 60; seed++) {
            // Given
            Random random = new Random(seed);
            List<Observation> observations = new ArrayList<>();
            double mjd = 61_000;
            for (int i = 0; i <= seed % 6; i++) {
                mjd += random.nextBoolean() ? 0 : 300 * random.nextDouble();
                double flux = (seed % 3 - 1) * 1000 * random.nextDouble();
                observations.add(observation(i + 1, mjd, BANDS.get(random.nextInt(6)), flux, 100));
            }

            // When
            Map<String, Double> shape = shape(LightCurve.of(observations));

            // Then
            assertThat(shape.values()).allSatisfy(value -> assertThat(value).isFinite());
            assertThat(shape).hasSameSizeAs(TransientShape.NAMES);
        }
    }

    private static Map<String, Double> shape(LightCurve curve) {
        return TransientShape.of(GaussianProcess.fit(curve.observations(), 600));
    }

    private static double number(Map<String, Double> shape, String name) {
        return shape.getOrDefault(name, Double.NaN);
    }

    /** Three hundred days, an observation a day, the bands in turn. */
    private static LightCurve transient18000(Random random, DoubleUnaryOperator course, double brightest) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double mjd = PEAK_MJD - 100 + i + 0.1 * random.nextDouble();
            int band = i % BANDS.size();
            double colour = planck(NANOMETRES[band], 18_000) / planck(367, 18_000);
            double flux = brightest * colour * Math.max(0, course.applyAsDouble(mjd - PEAK_MJD));
            double error = 150;
            observations.add(observation(i + 1, mjd, BANDS.get(band), flux + error * random.nextGaussian(), error));
        }
        return LightCurve.of(observations);
    }

    private static double planck(double nanometres, double kelvin) {
        return Math.pow(nanometres, -3) / Math.expm1(0.014388 / (nanometres * 1e-9 * kelvin));
    }

    private static Observation observation(long id, double mjd, Band band, double flux, double error) {
        return new Observation(id, mjd, band, Kind.DETECTION, (float) flux, (float) error, mjd);
    }
}
