package org.alertformer.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;

/** Messages as another producer writes them. */
final class WriterFiles {
    /** The native input as it might have been a version ago: no objectName, observations without processedMjd. */
    static final Schema OLDER = parse("""
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

    private WriterFiles() {}

    static Schema parse(String json) {
        return new SchemaParser().parse(json).mainSchema();
    }

    static GenericRecord older() {
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

    static GenericRecord withoutObservations(Schema schema) {
        return new GenericRecordBuilder(schema)
                .set("survey", "simulated")
                .set("objectId", 1L)
                .set("alertId", 2L)
                .set("ra", 1.5)
                .set("dec", 2.5)
                .set("observations", List.of())
                .build();
    }

    static byte[] file(Schema schema, CodecFactory codec, GenericRecord... records) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var file = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema)).setCodec(codec)) {
            file.create(schema, out);
            for (GenericRecord record : records) {
                file.append(record);
            }
        }
        return out.toByteArray();
    }

    static byte[] body(Schema schema, GenericRecord record) {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
