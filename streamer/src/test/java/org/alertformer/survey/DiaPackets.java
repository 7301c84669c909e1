package org.alertformer.survey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Packets in the manner of LSST and ELAsTiCC, of any bundled version; fields not mentioned are null or zero. */
final class DiaPackets {
    private DiaPackets() {}

    static Schema lsst(String version) {
        return BundledSchemas.get("lsst/" + version);
    }

    static Schema elasticc(String version) {
        return BundledSchemas.get("elasticc/" + version);
    }

    /** A source of the alert's schema; names are those of LSST, whatever the version calls them. */
    static GenericRecord source(
            Schema alert, long id, @Nullable Long object, double mjd, String band, float flux, float fluxErr) {
        GenericRecord source = empty(alert.getField("diaSource").schema());
        source.put("diaSourceId", id);
        source.put("diaObjectId", object);
        source.put("ra", 63.25);
        source.put(source.hasField("decl") ? "decl" : "dec", -47.5);
        return measured(source, mjd, band, flux, fluxErr);
    }

    static GenericRecord forced(Schema alert, long id, double mjd, String band, float flux, float fluxErr) {
        GenericRecord forced = empty(itemOf(alert, "prvDiaForcedSources"));
        forced.put("diaForcedSourceId", id);
        return measured(forced, mjd, band, flux, fluxErr);
    }

    static GenericRecord limit(Schema alert, double mjd, String band, float noise) {
        GenericRecord limit = empty(itemOf(alert, "prvDiaNondetectionLimits"));
        limit.put(limit.hasField("midPointTai") ? "midPointTai" : "midpointMjdTai", mjd);
        limit.put(limit.hasField("filterName") ? "filterName" : "band", band);
        limit.put("diaNoise", noise);
        return limit;
    }

    static GenericRecord alert(
            Schema schema, GenericRecord source, List<GenericRecord> previous, List<GenericRecord> forced) {
        GenericRecord alert = empty(schema);
        alert.put("diaSource", source);
        alert.put("prvDiaSources", previous);
        alert.put("prvDiaForcedSources", forced);
        return alert;
    }

    static byte[] framed(int id, GenericRecord alert) {
        byte[] body = body(alert);
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
    }

    static byte[] body(GenericRecord alert) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(alert.getSchema()).write(alert, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static GenericRecord measured(GenericRecord row, double mjd, String band, float flux, float fluxErr) {
        boolean old = row.hasField("midPointTai");
        row.put(old ? "midPointTai" : "midpointMjdTai", mjd);
        row.put(old ? "filterName" : "band", band);
        row.put(old ? "psFlux" : "psfFlux", flux);
        row.put(old ? "psFluxErr" : "psfFluxErr", fluxErr);
        return row;
    }

    private static Schema itemOf(Schema alert, String field) {
        return alert.getField(field).schema().getTypes().get(1).getElementType();
    }

    private static GenericRecord empty(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            Object zero = switch (field.schema().getType()) {
                case INT -> 0;
                case LONG -> 0L;
                case FLOAT -> 0f;
                case DOUBLE -> 0.0;
                case BOOLEAN -> false;
                case STRING -> "";
                default -> null;
            };
            if (zero != null) {
                record.put(field.pos(), zero);
            }
        }
        return record;
    }
}
