package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.survey.Decoded.Accepted;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class NativeReaderTest {
    private static final long OBJECT = Long.MAX_VALUE - 1;
    private static final SurveyAlert EXPECTED = new SurveyAlert(
            "simulated",
            new ObjectId(OBJECT, "a name"),
            -17,
            359.5,
            -89.5,
            new Observation(11, 60_000.25, Band.R, Kind.DETECTION, 1234.5f, 10.25f, 60_000.5),
            List.of(
                    new Observation(10, 59_999.25, Band.GAIA_G, Kind.FORCED, -4.5f, 9.5f, 0),
                    new Observation(0, 59_998.25, Band.Y, Kind.LIMIT, 0, 20, 0)));

    private final AlertReader reader = Survey.NATIVE.reader();

    @Test
    void container_isRead() throws UndecodableException {
        byte[] message = ZtfPackets.container(List.of(record()), CodecFactory.nullCodec());

        Decoded read = reader.read(message);

        assertThat(((Accepted) read).alert()).isEqualTo(EXPECTED);
    }

    @Test
    void singleObject_isRead() throws Exception {
        byte[] message = prefixed(ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xc3)
                .put((byte) 1)
                .putLong(SchemaNormalization.parsingFingerprint64(Alert.getClassSchema()))
                .array());

        Decoded read = reader.read(message);

        assertThat(((Accepted) read).alert()).isEqualTo(EXPECTED);
    }

    @Test
    void confluentFraming_isRead() throws Exception {
        byte[] message = prefixed(new byte[] {0, 0, 0, 0, 7});

        Decoded read = reader.read(message);

        assertThat(((Accepted) read).alert()).isEqualTo(EXPECTED);
    }

    @Test
    void json_isReadToTheLastBit() throws UndecodableException {
        byte[] message = """
                {"survey":"simulated","objectId":"%d","objectName":"a name","alertId":"-17","ra":359.5,"dec":-89.5,
                 "observations":[
                  {"observationId":"11","mjd":60000.25,"band":"r","flux":1234.5,"fluxErr":10.25,"kind":"DETECTION",
                   "processedMjd":60000.5},
                  {"observationId":10,"mjd":59999.25,"band":"G","flux":-4.5,"fluxErr":9.5,"kind":"FORCED"},
                  {"observationId":"0","mjd":59998.25,"band":"y","flux":0,"fluxErr":20,"kind":"LIMIT","more":[1]}]}
                """.formatted(OBJECT).getBytes(StandardCharsets.UTF_8);

        Decoded read = reader.read(message);

        assertThat(((Accepted) read).alert()).isEqualTo(EXPECTED);
    }

    @Test
    void writersWithFurtherFields_areRead() throws UndecodableException {
        String json = Alert.getClassSchema().toString();
        String grown = json.replace(
                "{\"name\":\"ra\"",
                "{\"name\":\"extra\",\"type\":{\"type\":\"map\",\"values\":[\"null\",\"int\",\"string\"]}},{\"name\":\"ra\"");
        GenericRecord alert = record(new Schema.Parser().parse(grown));
        alert.put("extra", java.util.Map.of("a", 1, "b", "text"));
        byte[] message = ZtfPackets.container(List.of(alert), CodecFactory.nullCodec());

        Decoded read = reader.read(message);

        assertThat(((Accepted) read).alert()).isEqualTo(EXPECTED);
    }

    @Test
    void foreignFingerprint_isAnUnknownSchema() {
        byte[] message = {(byte) 0xc3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9};

        assertThatThrownBy(() -> reader.read(message))
                .isInstanceOfSatisfying(
                        UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA))
                .hasMessageContaining("0807060504030201");
    }

    @Test
    void trailingBytes_areMalformed() throws Exception {
        byte[] whole = prefixed(new byte[] {0, 0, 0, 0, 7});
        byte[] longer = java.util.Arrays.copyOf(whole, whole.length + 3);

        assertThatThrownBy(() -> reader.read(longer))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("3 bytes follow");
    }

    @Test
    void zeroFluxErr_namesTheObservationAndTheValue() {
        GenericRecord alert = record();
        @SuppressWarnings("unchecked")
        List<GenericRecord> observations = (List<GenericRecord>) alert.get("observations");
        observations.get(1).put("fluxErr", 0f);
        byte[] message = ZtfPackets.container(List.of(alert), CodecFactory.nullCodec());

        assertThatThrownBy(() -> reader.read(message))
                .isInstanceOfSatisfying(
                        UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID))
                .hasMessageContaining("observations[1]")
                .hasMessageContaining("fluxErr 0.0");
    }

    @Test
    void unknownText_isMalformed() {
        assertThatThrownBy(() -> reader.read("hello".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED))
                .hasMessageContaining("0x68");
    }

    @Test
    void unknownSurvey_isRefusedNamingTheKnown() {
        assertThatThrownBy(() -> Survey.of("sdss"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'sdss'")
                .hasMessageContaining("native, ztf");
    }

    static GenericRecord record() {
        return record(Alert.getClassSchema());
    }

    private static GenericRecord record(Schema schema) {
        GenericRecord alert = new GenericData.Record(schema);
        alert.put("survey", "simulated");
        alert.put("objectId", OBJECT);
        alert.put("objectName", "a name");
        alert.put("alertId", -17L);
        alert.put("ra", 359.5);
        alert.put("dec", -89.5);
        Schema observation = schema.getField("observations").schema().getElementType();
        alert.put(
                "observations",
                new java.util.ArrayList<>(List.of(
                        observation(observation, 11, 60_000.25, "r", 1234.5f, 10.25f, "DETECTION", 60_000.5),
                        observation(observation, 10, 59_999.25, "G", -4.5f, 9.5f, "FORCED", 0),
                        observation(observation, 0, 59_998.25, "y", 0, 20, "LIMIT", 0))));
        return alert;
    }

    private static GenericRecord observation(
            Schema schema, long id, double mjd, String band, float flux, float fluxErr, String kind, double processed) {
        GenericRecord observation = new GenericData.Record(schema);
        observation.put("observationId", id);
        observation.put("mjd", mjd);
        observation.put("band", band);
        observation.put("flux", flux);
        observation.put("fluxErr", fluxErr);
        observation.put(
                "kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), kind));
        observation.put("processedMjd", processed);
        return observation;
    }

    private static byte[] prefixed(byte[] prefix) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(prefix);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(Alert.getClassSchema()).write(record(), encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
