package org.alertformer.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The JSON form of the records, ours and that of other hands. */
final class JsonRecordsTest {
    @Test
    void encode_json_isOneLineThatPeopleCanRead() throws IOException {
        AlertCodec<FlareAlert> codec = AlertCodec.of(FlareAlert.class, Format.JSON);

        String json = new String(codec.encode(Samples.flareAlert()), UTF_8);

        JsonNode tree = new ObjectMapper().readTree(json);
        assertThat(json).doesNotContain("\n");
        assertThat(tree.get("objectId").textValue()).isEqualTo("12");
        assertThat(tree.get("observedAt").textValue()).isEqualTo("2026-03-01T04:05:06.789Z");
        assertThat(tree.get("reducedChiSquare").textValue()).isEqualTo("NaN");
        assertThat(tree.get("decayDays").get("upper68").textValue()).isEqualTo("Infinity");
        assertThat(tree.get("flareProbability").isNumber()).isTrue();
    }

    @Test
    void encode_json_writesNullableFieldsWithoutWrapping() throws IOException {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.JSON);
        Alert named = Samples.alert();
        named.setObjectName("SN 2026a");

        byte[] json = codec.encode(named);

        assertThat(new ObjectMapper().readTree(json).get("objectName").textValue())
                .isEqualTo("SN 2026a");
    }

    @Test
    void decode_jsonFromAnotherHand_fillsDefaultsAndPassesOverTheUnknown() {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.JSON);
        byte[] json = """
                 {"survey": "mine", "objectId": 9007199254740993, "alertId": "5", "ra": 1, "dec": 2, "new": [{"x": 1}],
                  "observations": [{"observationId": "1", "mjd": 60000, "band": "g", "flux": 1, "fluxErr": 1,
                  "kind": "FORCED"}]}
                """.getBytes(UTF_8);

        Alert decoded = codec.decode(json);

        assertThat(decoded.getObjectId()).isEqualTo(9_007_199_254_740_993L);
        assertThat(decoded.getObjectName()).isNull();
        assertThat(decoded.getObservations()).singleElement().satisfies(observation -> {
            assertThat(observation.getKind()).isEqualTo(ObservationKind.FORCED);
            assertThat(observation.getProcessedMjd()).isZero();
        });
    }

    @Test
    void decode_manyFloats_readsBackEachBit() {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.JSON);
        Alert alert = Samples.alert();
        Random random = new Random(3);
        alert.setObservations(IntStream.range(0, 2_000)
                .mapToObj(i -> new Observation(
                        random.nextLong(),
                        Double.longBitsToDouble(random.nextLong()),
                        "g",
                        Float.intBitsToFloat(random.nextInt()),
                        1f,
                        ObservationKind.LIMIT,
                        0.0))
                .toList());

        Alert decoded = codec.decode(codec.encode(alert));

        assertThat(decoded.toString()).isEqualTo(alert.toString()); // in equals no NaN is another
    }
}
