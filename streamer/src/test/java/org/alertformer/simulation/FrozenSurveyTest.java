package org.alertformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.alertformer.lightcurve.LightCurve;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same seed gives the same bytes, on any Java platform, today and in later versions. */
class FrozenSurveyTest {
    @ParameterizedTest
    @CsvSource({
        "ztf, 8e71ac691728644175486b1f9dae2a4ae0b983fe4f532852b15bb4b050792b8d",
        "lsst, 78473524656d82f4b29515bedbc47605a365b33191da235d726ce9c152d2eade"
    })
    void objects_toTheLastBit(String design, String digest) throws Exception {
        Map<SourceClass, Double> everything = Map.of(
                SourceClass.DRW, 1.0,
                SourceClass.PERIODIC, 1.0,
                SourceClass.FLARE, 1.0,
                SourceClass.FLARE_DIP, 1.0,
                SourceClass.CONSTANT, 1.0,
                SourceClass.SUPERNOVA, 1.0);
        var settings = SimulationSettings.of(SurveyDesign.of(design), 300, 400, 20_260_101)
                .withMix(everything)
                .withEvolvingFlares();
        MessageDigest sha = MessageDigest.getInstance("SHA-256");

        SimulatedSurvey.of(settings).objects().forEach(source -> {
            ByteBuffer truth = ByteBuffer.allocate(28);
            truth.putLong(source.object().number());
            truth.putDouble(source.ra()).putDouble(source.dec());
            truth.putInt(source.sourceClass().ordinal());
            sha.update(truth.array());
            source.parameters().values().stream()
                    .sorted()
                    .forEach(value ->
                            sha.update(ByteBuffer.allocate(8).putDouble(value).array()));
            sha.update(LightCurve.of(source.observations()).toBytes());
        });

        assertThat(HexFormat.of().formatHex(sha.digest())).isEqualTo(digest);
    }
}
