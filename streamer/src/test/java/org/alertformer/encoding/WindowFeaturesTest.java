package org.alertformer.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class WindowFeaturesTest {
    @Test
    void fold_findsThePeriodOfASawtooth() {
        var random = new Random(1);
        int found = 0;
        for (int trial = 0; trial < 20; trial++) {
            double period = Math.exp(Math.log(0.15) + random.nextDouble() * Math.log(100));
            LightCurve curve = periodic(period, 180, random);

            Fold fold = new Window(curve.observations()).fold();

            found += Math.abs(fold.period() / period - 1) < 2e-3 ? 1 : 0;
        }

        assertThat(found).isGreaterThanOrEqualTo(17);
    }

    @Test
    void fold_ofFewObservationsIsNone() {
        LightCurve curve = periodic(1, 9, new Random(2));

        Fold fold = new Window(curve.observations()).fold();

        assertThat(fold).isEqualTo(Fold.NONE);
    }

    @Test
    void fourierSeries_recoversItsOwnCoefficients() {
        var random = new Random(3);
        int n = 400;
        double[] t = random.doubles(n, 0, 300).toArray();
        double[] y = new double[n];
        double[] w = new double[n];
        Arrays.fill(w, 1.0 / n);
        for (int i = 0; i < n; i++) {
            double x = 2 * Math.PI * t[i] / 3.7;
            y[i] = 0.2 + 0.5 * Math.cos(x) - 0.3 * Math.sin(x) + 0.1 * Math.sin(2 * x);
        }

        FourierSeries series = FourierSeries.fit(t, y, w, 1 / 3.7, 2);

        double[] expected = {0.2, 0.5, -0.3, 0, 0.1};
        for (int k = 0; k < expected.length; k++) {
            assertThat(series.coefficients()[k]).isCloseTo(expected[k], within(3e-3));
        }
        assertThat(series.residual()).isLessThan(1e-3);
    }

    @Test
    void encode_magnitudesAndOffsetsAreThoseOfTheFluxes() {
        LightCurve curve = periodic(2.5, 41, new Random(4));
        var encoder = encoder("magnitude", "magnitude_offset", "median_magnitude", "log_spread", "asinh_step");

        EncodedLightCurve encoded = encoder.encode(curve);

        double[] magnitudes = curve.observations().stream()
                .mapToDouble(o -> 31.4 - 2.5 * Math.log10(o.flux()))
                .toArray();
        double[] sorted = magnitudes.clone();
        Arrays.sort(sorted);
        double median = sorted[20];
        double[] deviations = Arrays.stream(magnitudes)
                .map(m -> Math.abs(m - median))
                .sorted()
                .toArray();
        for (int i = 0; i < 41; i++) {
            assertThat(encoded.features()[5 * i]).isCloseTo((float) magnitudes[i], within(1e-4f));
            assertThat(encoded.features()[5 * i + 1]).isCloseTo((float) (magnitudes[i] - median), within(1e-4f));
            assertThat(encoded.features()[5 * i + 2]).isCloseTo((float) median, within(1e-4f));
            assertThat(encoded.features()[5 * i + 3]).isCloseTo((float) Math.log10(deviations[20]), within(1e-4f));
            double step = i == 0 ? 0 : 20 * (magnitudes[i] - magnitudes[i - 1]);
            assertThat(encoded.features()[5 * i + 4])
                    .isCloseTo((float) Math.log(step + Math.sqrt(step * step + 1)), within(1e-3f));
        }
    }

    @Test
    void encode_everyFeatureIsFiniteOnPoorLightCurves() {
        var encoder =
                encoder(Arrays.stream(Feature.values()).map(Feature::cardName).toArray(String[]::new));
        List<LightCurve> poor = List.of(
                LightCurve.of(List.of(observation(0, 61_000, 0))),
                LightCurve.of(List.of(observation(0, 61_000, -500), observation(1, 61_000.5, 300))),
                constant(30),
                periodic(0.5, 12, new Random(5)));

        for (LightCurve curve : poor) {
            EncodedLightCurve encoded = encoder.encode(curve);

            for (float value : encoded.features()) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void changes_areMeansOverAllPairsOfALagRange() {
        var random = new Random(6);
        double[] days = random.doubles(70, 0, 2500).sorted().toArray();
        days[31] = days[30] + 0.05;
        double[] offsets = random.doubles(70, -1, 1).toArray();

        Changes changes = Changes.of(days, offsets);

        double[] bounds = {0, 0.1, 0.5, 12, 50, 120, 300, 600, 1200, 1e9};
        double mean = pairs(days, offsets, 0, 1e9);
        for (int range = 0; range < Changes.LAGS; range++) {
            double expected = pairs(days, offsets, bounds[range], bounds[range + 1]);
            assertThat(changes.structure()[range])
                    .as("range " + range)
                    .isCloseTo(Double.isNaN(expected) ? mean : expected, within(1e-9));
        }
        assertThat(changes.fastest()).isGreaterThanOrEqualTo(Math.abs(offsets[31] - offsets[30]));
    }

    @Test
    void excursion_isThePartAboveHalfOfTheBrightest() {
        double[] days = {0, 10, 20, 30, 40, 50, 60};
        double[] offsets = {0.1, 0, -0.4, -1, -0.6, -0.2, 0.1};

        Excursion excursion = Excursion.of(days, offsets);

        assertThat(excursion.rise()).isEqualTo(10);
        assertThat(excursion.fall()).isEqualTo(20);
        assertThat(excursion.count()).isEqualTo(2);
        assertThat(excursion.spreadOutside()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void bump_findsAMicrolensingEventOfTheGrid() {
        var random = new Random(7);
        double[] days = random.doubles(120, 0, 1500).sorted().toArray();
        double[] fluxes = new double[days.length];
        double[] errors = new double[days.length];
        int peak = 60;
        for (int i = 0; i < days.length; i++) {
            double x = (days[i] - days[peak]) / 80;
            double u = Math.sqrt(0.09 + x * x);
            fluxes[i] = 4000 * (u * u + 2) / (u * Math.sqrt(u * u + 4)) + 2000;
            errors[i] = 0.01 * fluxes[i];
            fluxes[i] += i == peak ? 0 : errors[i] * random.nextGaussian();
        }

        Bump bump = Bump.of(days, fluxes, errors);

        assertThat(bump.days()).isEqualTo(80);
        assertThat(bump.impact()).isEqualTo(0.3);
        assertThat(bump.share()).isCloseTo(4.0 / 6, within(0.1));
        assertThat(bump.chiSquare()).isBetween(0.6, 1.6);
        assertThat(bump.gain()).isLessThan(0.02);
    }

    @Test
    void encode_percentilesAndMomentsAreThoseOfTheOffsets() {
        LightCurve curve = periodic(2.5, 41, new Random(8));
        var encoder = encoder("asinh_percentile_0", "asinh_percentile_10", "asinh_percentile_100", "log_kurtosis");

        EncodedLightCurve encoded = encoder.encode(curve);

        double[] sorted = curve.observations().stream()
                .mapToDouble(o -> 31.4 - 2.5 * Math.log10(o.flux()))
                .sorted()
                .toArray();
        double median = sorted[20];
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double squares =
                Arrays.stream(sorted).map(m -> Math.pow(m - mean, 2)).average().orElseThrow();
        double fourths =
                Arrays.stream(sorted).map(m -> Math.pow(m - mean, 4)).average().orElseThrow();
        double[] expected = {
            asinh(5 * (sorted[0] - median)),
            asinh(5 * (sorted[4] - median)),
            asinh(5 * (sorted[40] - median)),
            Math.log10(0.3 + fourths / (squares * squares))
        };
        for (int i = 0; i < encoded.features().length; i++) {
            assertThat(encoded.features()[i]).isCloseTo((float) expected[i % 4], within(1e-4f));
        }
    }

    private static double asinh(double x) {
        return Math.log(x + Math.sqrt(x * x + 1));
    }

    private static double pairs(double[] days, double[] offsets, double above, double upTo) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < days.length; i++) {
            for (int j = 0; j < i; j++) {
                double lag = days[i] - days[j];
                if (lag > above && lag <= upTo) {
                    sum += Math.abs(offsets[i] - offsets[j]);
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static LightCurveEncoder encoder(String... features) {
        return new LightCurveEncoder(
                Arrays.stream(features)
                        .map(name -> new NormalizedFeature(name, 0, 1))
                        .toList(),
                256);
    }

    private static LightCurve constant(int count) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            observations.add(observation(i, 61_000 + 3 * i, 1000));
        }
        return LightCurve.of(observations);
    }

    /** A fast rise and a slow decline of 0.6 mag with 2 % noise, at random times of 900 days. */
    private static LightCurve periodic(double period, int count, Random random) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double mjd = 61_000 + 900 * random.nextDouble();
            double phase = mjd / period - Math.floor(mjd / period);
            double magnitude = 17 + 0.6 * (phase < 0.2 ? 1 - phase / 0.2 : (phase - 0.2) / 0.8);
            double flux = Math.pow(10, 0.4 * (31.4 - magnitude)) * (1 + 0.02 * random.nextGaussian());
            observations.add(observation(i, mjd, flux));
        }
        return LightCurve.of(observations);
    }

    private static Observation observation(int id, double mjd, double flux) {
        return new Observation(
                id, mjd, Band.V, Kind.DETECTION, (float) flux, (float) Math.max(10, 0.02 * Math.abs(flux)), 0);
    }
}
