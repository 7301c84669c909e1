package org.alertformer.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.alertformer.schemas.WriterFiles.OLDER;
import static org.alertformer.schemas.WriterFiles.body;
import static org.alertformer.schemas.WriterFiles.file;
import static org.alertformer.schemas.WriterFiles.join;
import static org.alertformer.schemas.WriterFiles.older;
import static org.alertformer.schemas.WriterFiles.parse;
import static org.alertformer.schemas.WriterFiles.withoutObservations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no producer in its right mind sends: each is refused with the one exception, before it costs anything. */
final class HostileRecordsTest {
    @Test
    void decode_unknownSchemaId_saysWhich() {
        byte[] message = AlertCodec.confluent(Alert.class, 5).encode(Samples.alert());
        AlertCodec<Alert> codec = AlertCodec.confluent(Alert.class, 6);

        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("no schema of Alert is known with id 5");
    }

    @Test
    void decode_anotherKindOfRecord_isRefused() {
        byte[] message = AlertCodec.of(FlareAlert.class, Format.CONTAINER).encode(Samples.flareAlert());
        AlertCodec<ClassAlert> codec = AlertCodec.of(ClassAlert.class, Format.CONTAINER);

        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> codec.decode(message));
    }

    @ParameterizedTest
    @EnumSource
    void decode_everyTruncation_isRefused(Format format) {
        AlertCodec<Alert> codec = Frozen.codec(Alert.class, format);
        byte[] message = codec.encode(Samples.alert());

        for (int length = 0; length < message.length; length++) {
            byte[] truncated = Arrays.copyOf(message, length);
            assertThatExceptionOfType(MalformedRecordException.class)
                    .as("%d of %d bytes", length, message.length)
                    .isThrownBy(() -> codec.decode(truncated));
        }
    }

    @ParameterizedTest
    @EnumSource
    void decode_damagedBytes_givesARecordOrItsOneException(Format format) {
        AlertCodec<ClassAlert> codec = Frozen.codec(ClassAlert.class, format);
        byte[] message = codec.encode(Samples.classAlert());
        Random random = new Random(11);

        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = message.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                codec.decode(damaged);
            } catch (MalformedRecordException e) {
                refused++;
            }
        }

        assertThat(refused).isPositive();
    }

    @Test
    void decode_arrayLongerThanTheMessage_isRefusedBeforeItIsAllocated() {
        AlertCodec<Alert> codec = AlertCodec.confluent(Alert.class, 1);
        byte[] record = body(codec.schema(), withoutObservations(codec.schema()));
        byte[] count = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x03}; // 2^29 - 1 elements follow
        byte[] message = join(new byte[] {0, 0, 0, 0, 1}, Arrays.copyOf(record, record.length - 1), count);

        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("EOFException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'array', 'items': 'null'}",
                "{'type': 'array', 'items': {'type': 'record', 'name': 'Empty', 'fields': []}}",
                "{'type': 'array', 'items': {'type': 'fixed', 'name': 'Empty', 'size': 0}}",
                "{'type': 'record', 'name': 'Chain', 'fields': [{'name': 'next', 'type': ['null', 'Chain']}]}"
            })
    void decode_schemaThatAsksForMoreThanItsBytes_isRefused(String type) throws IOException {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        Schema hostile =
                parse(OLDER.toString().replace("{\"type\":\"array\",\"items\":\"string\"}", type.replace('\'', '"')));
        byte[] message = file(hostile, CodecFactory.nullCodec());

        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("schema refused");
    }

    @Test
    void decode_schemaNestedALot_isRefused() throws IOException {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        StringBuilder fields = new StringBuilder("{'name': 'f0', 'type': {'type': 'record', 'name': 'R0', 'fields':"
                + " [{'name': 'x', 'type': 'int'}]}}");
        for (int i = 1; i < 100; i++) {
            fields.append(String.format(
                    ",{'name': 'f%d', 'type': {'type': 'record', 'name': 'R%d', 'fields': [{'name': 'a', 'type': 'R%d'},"
                            + " {'name': 'b', 'type': 'R%d'}]}}",
                    i, i, i - 1, i - 1));
        }
        Schema hostile = parse(("{'type': 'record', 'name': 'Alert', 'fields': [" + fields + "]}").replace('\'', '"'));
        byte[] message = file(hostile, CodecFactory.nullCodec());

        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void decode_bomb_isRefused() throws IOException {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        GenericRecord large = older();
        large.put("survey", " ".repeat(20 << 20));
        byte[] message = file(OLDER, CodecFactory.deflateCodec(9), large);

        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("16 MiB");
    }

    @Test
    void decode_severalRecords_isRefused() throws IOException {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        byte[] message = file(OLDER, CodecFactory.nullCodec(), older(), older());

        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("2 records");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"survey\": 5}",
                "{\"survey\": \"a\", \"objectId\": 1.5}",
                "{\"survey\": \"a\", \"objectId\": true}",
                "{\"objectId\": 1, \"objectId\": 2}",
                "[]",
                "{\"observations\": [null]}",
                "{\"observations\": {}}",
                "{\"ra\": null}"
            })
    void decode_jsonOfTheWrongShape_isRefused(String json) {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.JSON);

        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> codec.decode(json.getBytes(UTF_8)));
    }
}
