package org.alertformer.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LookingBackTest {
    private static final int SEEDS = 25;

    /** What a feature says of itself, against what becomes of its rows when observations come. */
    @ParameterizedTest
    @EnumSource
    void looksBack_isWhetherEarlierRowsStayAsTheyAre(Feature feature) {
        LightCurveEncoder encoder = encoder(feature);
        boolean changed = false;
        for (int seed = 0; seed < SEEDS; seed++) {
            LightCurve curve = curve(new Random(seed), 24);
            float[] whole = encoder.encode(curve).features();
            for (int n = 1; n < curve.size(); n++) {
                float[] before = encoder.encode(first(curve, n)).features();
                changed |= Arrays.mismatch(before, 0, n, whole, 0, n) >= 0;
            }
        }

        assertThat(feature.looksBack()).isEqualTo(!changed);
    }

    @Test
    void encode_fromARow_isTheEndOfTheWhole() {
        Feature[] back = Stream.of(Feature.values()).filter(Feature::looksBack).toArray(Feature[]::new);
        LightCurveEncoder encoder = encoder(back);
        for (int seed = 0; seed < SEEDS; seed++) {
            // Given
            LightCurve curve = curve(new Random(seed), 30);
            EncodedLightCurve whole = encoder.encode(curve);
            for (int from = 0; from < curve.size(); from++) {

                // When
                EncodedLightCurve rest = encoder.encode(curve, from);

                // Then
                assertThat(rest.length()).isEqualTo(30 - from);
                assertThat(rest.referenceMjd()).isEqualTo(whole.referenceMjd());
                assertThat(rest.time()).isEqualTo(Arrays.copyOfRange(whole.time(), from, 30));
                assertThat(rest.features())
                        .isEqualTo(Arrays.copyOfRange(whole.features(), from * back.length, 30 * back.length));
            }
        }
    }

    @Test
    void encode_fromARowOfFeaturesThatLookAhead_isRefused() {
        LightCurveEncoder encoder = encoder(Feature.ASINH_FLUX, Feature.RELATIVE_FLUX);
        LightCurve curve = curve(new Random(1), 5);

        assertThatIllegalStateException()
                .isThrownBy(() -> encoder.encode(curve, 2))
                .withMessageContaining("relative_flux");
    }

    @Test
    void looksBack_paddedOrResampled_isFalse() {
        List<NormalizedFeature> features = List.of(new NormalizedFeature("asinh_flux", 0, 1));

        boolean padded = new LightCurveEncoder(features, 10, new Sampling(Sampling.Kind.padded, Map.of())).looksBack();

        assertThat(padded).isFalse();
        assertThat(new LightCurveEncoder(features, 10).looksBack()).isTrue();
    }

    private static LightCurveEncoder encoder(Feature... features) {
        return new LightCurveEncoder(
                Stream.of(features)
                        .map(feature -> new NormalizedFeature(feature.cardName(), 0.5, 2))
                        .toList(),
                1000);
    }

    private static LightCurve first(LightCurve curve, int count) {
        return LightCurve.of(curve.observations().subList(0, count));
    }

    /** All bands and kinds, fluxes over several decades, ever larger steps of time. */
    private static LightCurve curve(Random random, int length) {
        List<Observation> observations = new ArrayList<>();
        double mjd = 60_000;
        for (int i = 0; i < length; i++) {
            mjd += 0.01 + 3 * random.nextDouble();
            Band band = Band.values()[random.nextInt(Band.values().length)];
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            float flux = (float) (1000 * Math.exp(2 * random.nextGaussian()) * (random.nextInt(6) == 0 ? -1 : 1));
            observations.add(new Observation(i, mjd, band, kind, flux, 5 + 50 * random.nextFloat(), 0));
        }
        return LightCurve.of(observations);
    }
}
