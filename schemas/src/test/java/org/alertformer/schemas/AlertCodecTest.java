package org.alertformer.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AlertCodecTest {
    /** The native input as it might have been a version ago: no objectName, observations without processedMjd. */
    private static final Schema OLDER = parse("""
            {"type": "record", "name": "Alert", "namespace": "org.alertformer.schemas", "fields": [
              {"name": "survey", "type": "string"}, {"name": "objectId", "type": "long"},
              {"name": "alertId", "type": "long"}, {"name": "ra", "type": "float"}, {"name": "dec", "type": "double"},
              {"name": "dropped", "type": {"type": "array", "items": "string"}},
              {"name": "observations", "type": {"type": "array", "items":
                {"type": "record", "name": "Observation", "fields": [
                  {"name": "observationId", "type": "long"}, {"name": "mjd", "type": "double"},
                  {"name": "band", "type": "string"}, {"name": "flux", "type": "float"},
                  {"name": "fluxErr", "type": "float"}, {"name": "kind", "type": {"type": "enum", "name":
                    "ObservationKind", "symbols": ["LIMIT", "DETECTION"]}}]}}}]}""");

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

    private static Schema parse(String json) {
        return new SchemaParser().parse(json).mainSchema();
    }

    private static GenericRecord older() {
        Schema observation = OLDER.getField("observations").schema().getElementType();
        Schema kind = observation.getField("kind").schema();
        GenericRecord point = new GenericRecordBuilder(observation)
                .set("observationId", 1L)
                .set("mjd", 60_000.5)
                .set("band", "g")
                .set("flux", 1f)
                .set("fluxErr", 2f)
                .set("kind", new GenericData.EnumSymbol(kind, "DETECTION"))
                .build();
        return new GenericRecordBuilder(OLDER)
                .set("survey", "older")
                .set("objectId", 1L)
                .set("alertId", 2L)
                .set("ra", 1.5f)
                .set("dec", 2.5)
                .set("dropped", List.of("a", "b"))
                .set("observations", List.of(point))
                .build();
    }

    private static GenericRecord withoutObservations(Schema schema) {
        return new GenericRecordBuilder(schema)
                .set("survey", "simulated")
                .set("objectId", 1L)
                .set("alertId", 2L)
                .set("ra", 1.5)
                .set("dec", 2.5)
                .set("observations", List.of())
                .build();
    }

    private static byte[] file(Schema schema, CodecFactory codec, GenericRecord... records) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var file = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema)).setCodec(codec)) {
            file.create(schema, out);
            for (GenericRecord record : records) {
                file.append(record);
            }
        }
        return out.toByteArray();
    }

    private static byte[] body(Schema schema, GenericRecord record) {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
