package org.alertformer.survey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Packets in the manner of ZTF 4.02, with what the reader needs and enough of what it has to step over. */
final class ZtfPackets {
    static final Schema PREVIOUS = SchemaBuilder.record("prv_candidate")
            .namespace("ztf.alert")
            .fields()
            .requiredDouble("jd")
            .requiredInt("fid")
            .requiredLong("pid")
            .optionalFloat("diffmaglim")
            .optionalString("pdiffimfilename")
            .requiredInt("programid")
            .optionalLong("candid")
            .optionalString("isdiffpos")
            .optionalDouble("ra")
            .optionalDouble("dec")
            .optionalFloat("magpsf")
            .optionalFloat("sigmapsf")
            .optionalInt("nneg")
            .requiredString("rbversion")
            .endRecord();
    static final Schema FORCED = SchemaBuilder.record("fp_hist")
            .namespace("ztf.alert")
            .fields()
            .optionalInt("field")
            .requiredInt("fid")
            .requiredLong("pid")
            .optionalFloat("magzpsci")
            .requiredDouble("jd")
            .optionalFloat("forcediffimflux")
            .optionalFloat("forcediffimfluxunc")
            .optionalString("procstatus")
            .requiredDouble("ranr")
            .endRecord();
    static final Schema CUTOUT = SchemaBuilder.record("cutout")
            .namespace("ztf.alert")
            .fields()
            .requiredString("fileName")
            .requiredBytes("stampData")
            .endRecord();
    static final Schema CANDIDATE = SchemaBuilder.record("candidate")
            .namespace("ztf.alert")
            .fields()
            .requiredDouble("jd")
            .requiredInt("fid")
            .requiredLong("pid")
            .optionalFloat("diffmaglim")
            .requiredLong("candid")
            .requiredString("isdiffpos")
            .requiredDouble("ra")
            .requiredDouble("dec")
            .requiredFloat("magpsf")
            .requiredFloat("sigmapsf")
            .requiredString("drbversion")
            .endRecord();
    static final Schema ALERT = SchemaBuilder.record("alert")
            .namespace("ztf")
            .fields()
            .requiredString("schemavsn")
            .requiredString("publisher")
            .requiredString("objectId")
            .requiredLong("candid")
            .name("candidate")
            .type(CANDIDATE)
            .noDefault()
            .name("prv_candidates")
            .type()
            .nullable()
            .array()
            .items(PREVIOUS)
            .noDefault()
            .name("fp_hists")
            .type()
            .nullable()
            .array()
            .items(FORCED)
            .noDefault()
            .name("cutoutScience")
            .type(Schema.createUnion(Schema.create(Schema.Type.NULL), CUTOUT))
            .noDefault()
            .endRecord();

    private ZtfPackets() {}

    static GenericRecord candidate(double jd, int fid, long candid, float magnitude, float magnitudeErr, String sign) {
        GenericRecord candidate = new GenericData.Record(CANDIDATE);
        candidate.put("jd", jd);
        candidate.put("fid", fid);
        candidate.put("pid", candid / 1_000_000);
        candidate.put("diffmaglim", 20.5f);
        candidate.put("candid", candid);
        candidate.put("isdiffpos", sign);
        candidate.put("ra", 10.5);
        candidate.put("dec", -20.25);
        candidate.put("magpsf", magnitude);
        candidate.put("sigmapsf", magnitudeErr);
        candidate.put("drbversion", "d6_m7");
        return candidate;
    }

    static GenericRecord detection(double jd, int fid, long candid, float magnitude, float magnitudeErr, String sign) {
        GenericRecord row = limit(jd, fid, candid / 1_000_000, 20.5f);
        row.put("candid", candid);
        row.put("isdiffpos", sign);
        row.put("magpsf", magnitude);
        row.put("sigmapsf", magnitudeErr);
        return row;
    }

    static GenericRecord limit(double jd, int fid, long pid, @Nullable Float magnitude) {
        GenericRecord row = new GenericData.Record(PREVIOUS);
        row.put("jd", jd);
        row.put("fid", fid);
        row.put("pid", pid);
        row.put("diffmaglim", magnitude);
        row.put("pdiffimfilename", "an_image.fits");
        row.put("programid", 1);
        row.put("rbversion", "t17_f5_c3");
        return row;
    }

    static GenericRecord forced(double jd, int fid, long pid, float zeroPoint, float flux, float unc, String status) {
        GenericRecord row = new GenericData.Record(FORCED);
        row.put("fid", fid);
        row.put("pid", pid);
        row.put("magzpsci", zeroPoint);
        row.put("jd", jd);
        row.put("forcediffimflux", flux);
        row.put("forcediffimfluxunc", unc);
        row.put("procstatus", status);
        row.put("ranr", 10.5);
        return row;
    }

    static byte[] packet(
            String name, GenericRecord candidate, List<GenericRecord> previous, List<GenericRecord> forced) {
        return packet(name, candidate, previous, forced, CodecFactory.nullCodec());
    }

    static byte[] packet(
            String name,
            GenericRecord candidate,
            List<GenericRecord> previous,
            List<GenericRecord> forced,
            CodecFactory codec) {
        GenericRecord cutout = new GenericData.Record(CUTOUT);
        cutout.put("fileName", "a.fits.gz");
        cutout.put("stampData", ByteBuffer.allocate(3000));
        GenericRecord alert = new GenericData.Record(ALERT);
        alert.put("schemavsn", "4.02");
        alert.put("publisher", "test");
        alert.put("objectId", name);
        alert.put("candid", candidate.get("candid"));
        alert.put("candidate", candidate);
        alert.put("prv_candidates", previous);
        alert.put("fp_hists", forced);
        alert.put("cutoutScience", cutout);
        return container(List.of(alert), codec);
    }

    static byte[] container(List<GenericRecord> records, CodecFactory codec) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Schema schema = records.get(0).getSchema();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(codec).create(schema, out);
            for (GenericRecord record : records) {
                writer.append(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
