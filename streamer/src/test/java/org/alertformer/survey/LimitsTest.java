package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.schemas.Observation;
import org.alertformer.schemas.ObservationKind;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small messages that would become large: what a reader refuses before it costs memory. */
class LimitsTest {
    private static final int MANY = 100_001;

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "snappy", "zstandard"})
    void read_blockThatInflatesBeyondTheLimit_isOversized(String codec) throws IOException {
        Alert alert = alert(1);
        alert.setSurvey(" ".repeat(BlockCodec.LARGEST_BLOCK + 1));
        byte[] bomb = container(alert, codec);

        // When
        UndecodableException refusal = refusal(Survey.NATIVE, bomb);

        // Then
        assertThat(bomb).hasSizeLessThan(4 << 20);
        assertThat(refusal.reason()).isEqualTo(Reason.OVERSIZED);
    }

    @Test
    void read_arrayOfMoreRecordsThanAnyLightCurve_isOversized() throws IOException {
        byte[] message = container(alert(MANY), "zstandard");

        // When
        UndecodableException refusal = refusal(Survey.NATIVE, message);

        // Then
        assertThat(refusal.reason()).isEqualTo(Reason.OVERSIZED);
        assertThat(refusal).hasMessage("an array has more than 100000 records");
    }

    @Test
    void read_jsonArrayOfMoreRecordsThanAnyLightCurve_isOversized() {
        String records = String.join(",", Collections.nCopies(MANY, "0"));
        byte[] message = ("{\"observations\":[" + records + "]}").getBytes(StandardCharsets.UTF_8);

        // When
        UndecodableException refusal = refusal(Survey.NATIVE, message);

        // Then
        assertThat(refusal.reason()).isEqualTo(Reason.OVERSIZED);
    }

    @Test
    void read_jsonNestedWithoutEnd_isMalformed() {
        byte[] message = ("{\"observations\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);

        // When
        UndecodableException refusal = refusal(Survey.NATIVE, message);

        // Then
        assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refusal.getMessage()).hasSizeLessThan(1000);
    }

    /** The count is compared with the bytes that are left before anything is allocated. */
    @Test
    void read_arrayThatPromisesMoreThanItsBytes_isMalformed() {
        byte[] whole = AlertCodec.confluent(Alert.class, 1).encode(alert(0));
        byte[] message = Arrays.copyOf(whole, whole.length + 4);
        byte[] count = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x03}; // 2^29 - 1 records follow
        System.arraycopy(count, 0, message, whole.length - 1, count.length);

        // When
        UndecodableException refusal = refusal(Survey.NATIVE, message);

        // Then
        assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refusal).hasMessageContaining("536870911 items");
    }

    private static UndecodableException refusal(Survey survey, byte[] message) {
        return catchThrowableOfType(
                UndecodableException.class, () -> survey.reader().read(message));
    }

    private static Alert alert(int observations) {
        Observation one = new Observation(1L, 60_000.0, "g", 1f, 1f, ObservationKind.DETECTION, 0.0);
        return new Alert("test", 1L, null, 1L, 10.0, 20.0, Collections.nCopies(observations, one));
    }

    private static byte[] container(Alert alert, String codec) throws IOException {
        AlertCodec<Alert> current = AlertCodec.of(Alert.class, Format.CONTAINER);
        var out = new ByteArrayOutputStream();
        try (var file = new DataFileWriter<Alert>(new SpecificDatumWriter<>(Alert.class))
                .setCodec(CodecFactory.fromString(codec))) {
            file.create(current.schema(), out);
            file.append(alert);
        }
        return out.toByteArray();
    }
}
