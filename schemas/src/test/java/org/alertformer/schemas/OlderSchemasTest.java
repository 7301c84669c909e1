package org.alertformer.schemas;

import static org.alertformer.schemas.WriterFiles.OLDER;
import static org.alertformer.schemas.WriterFiles.body;
import static org.alertformer.schemas.WriterFiles.file;
import static org.alertformer.schemas.WriterFiles.join;
import static org.alertformer.schemas.WriterFiles.older;
import static org.alertformer.schemas.WriterFiles.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of producers whose schema is not ours. */
final class OlderSchemasTest {
    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate"})
    void decode_containerWithAnOlderSchema_resolvesIt(String compression) throws IOException {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        byte[] message = file(OLDER, CodecFactory.fromString(compression), older());

        Alert decoded = codec.decode(message);

        assertThat(decoded.getRa()).isEqualTo(1.5);
        assertThat(decoded.getObjectName()).isNull();
        assertThat(decoded.getObservations())
                .singleElement()
                .satisfies(observation -> assertThat(observation.getKind()).isEqualTo(ObservationKind.DETECTION));
    }

    @Test
    void decode_containersOfManyProducers_readsEachWithItsOwnSchema() throws IOException {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        byte[] ours = codec.encode(Samples.alert());

        for (int i = 0; i < 40; i++) {
            Schema schema = parse(OLDER.toString().replace("dropped", "dropped" + i % 20));
            GenericRecord record = new GenericRecordBuilder(schema)
                    .set("survey", "producer" + i)
                    .set("objectId", (long) i)
                    .set("alertId", 2L)
                    .set("ra", 1.5f)
                    .set("dec", 2.5)
                    .set("dropped" + i % 20, List.of())
                    .set("observations", List.of())
                    .build();
            Alert decoded = codec.decode(file(schema, CodecFactory.nullCodec(), record));
            assertThat(decoded.getSurvey()).isEqualTo("producer" + i);
        }
        assertThat(codec.decode(ours)).isEqualTo(Samples.alert());
    }

    @Test
    void decode_namedOlderSchema_resolvesItWhenAccepted() throws IOException {
        AlertCodec<Alert> codec =
                AlertCodec.of(Alert.class, Format.JSON).accepting(OLDER).accepting(77, OLDER);
        byte[] body = body(OLDER, older());
        byte[] fingerprint = new byte[8];
        ByteBuffer.wrap(fingerprint)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SchemaNormalization.parsingFingerprint64(OLDER));
        byte[] single = join(new byte[] {(byte) 0xc3, 1}, fingerprint, body);
        byte[] framed = join(new byte[] {0, 0, 0, 0, 77}, body);

        List<Alert> decoded = List.of(codec.decode(single), codec.decode(framed));

        assertThat(decoded).allSatisfy(alert -> assertThat(alert.getRa()).isEqualTo(1.5));
    }
}
