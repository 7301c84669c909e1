package org.alertformer.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AlertCodecTest {
    @ParameterizedTest
    @EnumSource
    void decode_whatEncodeWrote_givesTheRecord(Format format) {
        AlertCodec<FlareAlert> codec = Frozen.codec(FlareAlert.class, format);
        byte[] message = codec.encode(Samples.flareAlert());

        FlareAlert decoded = codec.decode(message);

        assertThat(decoded).hasToString(Samples.flareAlert().toString()); // in equals no NaN is another
    }

    @Test
    void encode_container_isReadByAvroItself() throws IOException {
        AlertCodec<ClassAlert> codec = AlertCodec.of(ClassAlert.class, Format.CONTAINER);

        byte[] message = codec.encode(Samples.classAlert());

        try (var file =
                new DataFileReader<GenericRecord>(new SeekableByteArrayInput(message), new GenericDatumReader<>())) {
            GenericRecord record = file.next();
            assertThat(record.get("objectId")).isEqualTo(Samples.classAlert().getObjectId());
            assertThat(record.get("bestClass")).hasToString("flare");
            assertThat(file.hasNext()).isFalse();
            assertThat(file.getSchema().getField("mjd").doc()).contains("TAI");
            assertThat(file.getSchema().toString()).doesNotContain("avro.java");
        }
    }

    @Test
    void encode_singleObject_hasAvrosFingerprint() throws IOException {
        AlertCodec<ClassAlert> codec = AlertCodec.of(ClassAlert.class, Format.SINGLE_OBJECT);

        byte[] message = codec.encode(Samples.classAlert());

        assertThat(message).isEqualTo(Samples.classAlert().toByteBuffer().array());
    }

    @Test
    void encode_confluent_beginsWithZeroAndBigEndianId() {
        AlertCodec<Alert> codec = AlertCodec.confluent(Alert.class, 0x01020304);

        byte[] message = codec.encode(Samples.alert());

        assertThat(message).startsWith(0, 1, 2, 3, 4);
    }

    @Test
    void encode_fieldNotSet_saysWhich() {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        Alert alert = new Alert();

        assertThatThrownBy(() -> codec.encode(alert))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("survey");
    }

    @Test
    void codec_usedByManyThreads_keepsRecordsApart() {
        AlertCodec<ClassAlert> codec = AlertCodec.of(ClassAlert.class, Format.CONTAINER);

        List<Long> ids = IntStream.range(0, 4_000)
                .parallel()
                .mapToObj(i -> {
                    ClassAlert alert = Samples.classAlert();
                    alert.setObjectId(i);
                    alert.setObjectName("x".repeat(i % 100));
                    return codec.decode(codec.encode(alert)).getObjectId();
                })
                .toList();

        assertThat(ids).isSorted().hasSize(4_000).doesNotHaveDuplicates();
    }
}
