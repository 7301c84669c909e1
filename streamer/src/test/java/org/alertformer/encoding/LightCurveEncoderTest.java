package org.alertformer.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.junit.jupiter.api.Test;

class LightCurveEncoderTest {
    /** Every feature of random light curves against its formula, looked up backwards in the list. */
    @Test
    void encode_everyFeatureFollowsItsFormula() {
        List<NormalizedFeature> all = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            all.add(new NormalizedFeature(feature.cardName(), 0, 1));
        }
        LightCurveEncoder encoder = new LightCurveEncoder(all, 1000);
        for (int seed = 0; seed < 50; seed++) {
            // Given
            LightCurve curve = curve(new Random(seed), 40);
            double largest = curve.observations().stream()
                    .mapToDouble(o -> Math.abs(o.flux()))
                    .max()
                    .orElseThrow();

            // When
            EncodedLightCurve encoded = encoder.encode(curve);

            // Then
            for (int i = 0; i < curve.size(); i++) {
                Observation o = curve.get(i);
                assertThat((double) encoded.time()[i])
                        .isCloseTo(o.mjd() - curve.get(0).mjd(), within(1e-4));
                assertThat(value(encoded, i, Feature.ASINH_FLUX)).isCloseTo(arsinh(o.flux() / 1000), within(1e-4));
                assertThat(value(encoded, i, Feature.ASINH_SNR))
                        .isCloseTo(arsinh(o.flux() / o.fluxErr()), within(1e-4));
                assertThat(value(encoded, i, Feature.LOG_ERROR))
                        .isCloseTo(Math.log(o.fluxErr()) / Math.log(10), within(1e-5));
                assertThat(value(encoded, i, Feature.RELATIVE_FLUX)).isCloseTo(o.flux() / largest, within(1e-6));
                Observation peak = curve.observations().subList(0, i + 1).stream()
                        .max(Comparator.comparingDouble(earlier -> Math.abs(earlier.flux())))
                        .orElseThrow();
                assertThat(value(encoded, i, Feature.FLUX_OVER_PEAK))
                        .isCloseTo(o.flux() / Math.abs(peak.flux()), within(1e-6));
                assertThat(Math.expm1(value(encoded, i, Feature.LOG_PEAK_AGE)))
                        .isCloseTo(o.mjd() - peak.mjd(), within(1e-3));
                assertThat(value(encoded, i, Feature.IS_LIMIT)).isEqualTo(o.kind() == Kind.LIMIT ? 1 : 0);
                assertThat(value(encoded, i, Feature.IS_FORCED)).isEqualTo(o.kind() == Kind.FORCED ? 1 : 0);
                assertThat(value(encoded, i, Feature.BAND_R)).isEqualTo(o.band() == Band.R ? 1 : 0);
                assertThat(value(encoded, i, Feature.BAND_G)).isEqualTo(o.band() == Band.G ? 1 : 0);
                assertThat(Math.expm1(value(encoded, i, Feature.LOG_GAP)))
                        .isCloseTo(gap(curve, i, false), within(1e-4));
                assertThat(Math.expm1(value(encoded, i, Feature.LOG_BAND_GAP)))
                        .isCloseTo(gap(curve, i, true), within(1e-4));
            }
        }
    }

    @Test
    void encode_normalisationIsApplied() {
        // Given
        LightCurve curve = curve(new Random(3), 5);
        var raw = new LightCurveEncoder(List.of(new NormalizedFeature("log_error", 0, 1)), 10).encode(curve);

        // When
        var scaled = new LightCurveEncoder(List.of(new NormalizedFeature("log_error", 2, 0.5)), 10).encode(curve);

        // Then
        for (int i = 0; i < 5; i++) {
            assertThat(scaled.features()[i]).isCloseTo((raw.features()[i] - 2) / 0.5f, within(1e-5f));
        }
    }

    /** A float32 MJD is good to 6 minutes; times relative to the reference are good to a second over ten years. */
    @Test
    void encode_timesAreRelativeBeforeTheyAreFloats() {
        // Given
        LightCurve curve = LightCurve.of(List.of(
                new Observation(1, 60000.123456789, Band.R, Kind.DETECTION, 1, 1, 0),
                new Observation(2, 60000.123556789, Band.R, Kind.DETECTION, 1, 1, 0)));

        // When
        var encoded = new LightCurveEncoder(List.of(new NormalizedFeature("log_error", 0, 1)), 10).encode(curve);

        // Then
        assertThat((double) encoded.time()[1]).isCloseTo(1e-4, within(1e-9));
        assertThat(encoded.referenceMjd()).isEqualTo(60000.123456789);
    }

    @Test
    void encode_windowHoldsTheNewest() {
        // Given
        LightCurve curve = curve(new Random(3), 30);

        // When
        var encoded = new LightCurveEncoder(List.of(new NormalizedFeature("log_error", 0, 1)), 10).encode(curve);

        // Then
        assertThat(encoded.length()).isEqualTo(10);
        assertThat(encoded.referenceMjd()).isEqualTo(curve.get(20).mjd());
    }

    @Test
    void encoder_refusesAFeatureItDoesNotKnow() {
        assertThatThrownBy(() -> new LightCurveEncoder(List.of(new NormalizedFeature("charm", 0, 1)), 10))
                .hasMessage("feature 'charm' is not known to this version");
    }

    private static double value(EncodedLightCurve encoded, int row, Feature feature) {
        return encoded.features()[row * encoded.featureCount() + feature.ordinal()];
    }

    private static double gap(LightCurve curve, int index, boolean sameBand) {
        for (int i = index - 1; i >= 0; i--) {
            if (!sameBand || curve.get(i).band() == curve.get(index).band()) {
                return curve.get(index).mjd() - curve.get(i).mjd();
            }
        }
        return 0;
    }

    private static double arsinh(double x) {
        return x >= 0 ? Math.log(x + Math.hypot(x, 1)) : -arsinh(-x);
    }

    private static LightCurve curve(Random random, int length) {
        Observation[] observations = new Observation[length];
        Arrays.setAll(
                observations,
                i -> new Observation(
                        i,
                        60000 + i * 3 + random.nextDouble(),
                        random.nextBoolean() ? Band.G : Band.R,
                        Kind.values()[random.nextInt(3)],
                        (float) (5000 * random.nextGaussian()),
                        20 + 100 * random.nextFloat(),
                        0));
        return LightCurve.of(Arrays.asList(observations));
    }
}
