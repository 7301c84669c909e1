package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.Decoded.Accepted;
import org.alertformer.survey.Decoded.Skipped;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real packets, read by the readers and, independently, whole and generically by Avro. */
class SurveySamplesTest {
    static final Path SAMPLES = Path.of(System.getProperty("shared.directory", "../shared"), "samples");

    @BeforeEach
    void requireSamples() {
        assumeTrue(Files.isDirectory(SAMPLES), "no samples at " + SAMPLES);
    }

    @Test
    void ztfSequence_endsWith22DetectionsAnd15Limits() throws Exception {
        // Given: distinct (fid, jd) with and without magpsf over all 22 packets, counted by a reader of its own.
        Set<List<Object>> detections = new HashSet<>();
        Set<List<Object>> limits = new HashSet<>();
        for (GenericRecord packet : whole("ztf/sequence")) {
            List<GenericRecord> rows = rows(packet, "prv_candidates");
            rows.add((GenericRecord) packet.get("candidate"));
            for (GenericRecord row : rows) {
                (row.get("magpsf") == null ? limits : detections).add(List.of(row.get("fid"), row.get("jd")));
            }
        }

        LightCurve curve = LightCurve.empty();
        for (SurveyAlert alert : accepted("ztf/sequence")) {
            curve = curve.merge(alert.observations());
        }

        assertThat(detections).hasSize(22);
        assertThat(limits).hasSize(15);
        assertThat(curve.measurementCount()).isEqualTo(detections.size());
        assertThat(curve.size() - curve.measurementCount()).isEqualTo(limits.size());
        assertThat(curve.observations())
                .filteredOn(Observation::isMeasurement)
                .allMatch(o -> o.kind() == Kind.DETECTION);
    }

    @Test
    void ztfPackets_agreeWithWholeDecoding() throws Exception {
        for (String folder : List.of("ztf/sequence", "ztf/mixed", "ztf/forced", "ztf/snappy")) {
            List<GenericRecord> packets = whole(folder);
            List<SurveyAlert> alerts = accepted(folder);

            assertThat(alerts).hasSameSizeAs(packets);
            for (int i = 0; i < packets.size(); i++) {
                GenericRecord candidate = (GenericRecord) packets.get(i).get("candidate");
                SurveyAlert alert = alerts.get(i);
                assertThat(alert.object().name())
                        .isEqualTo(packets.get(i).get("objectId").toString());
                assertThat(alert.alertId()).isEqualTo(candidate.get("candid"));
                double mjd = (double) candidate.get("jd") - 2_400_000.5 + 37 / 86_400.0;
                assertThat(alert.trigger().mjd()).isCloseTo(mjd, within(1e-3 / 86_400));
                String sign = candidate.get("isdiffpos").toString();
                double flux = ("t1".contains(sign) ? 1 : -1)
                        * 3630.780547701e9
                        * Math.exp(-0.4 * (float) candidate.get("magpsf") * Math.log(10));
                assertThat((double) alert.trigger().flux()).isCloseTo(flux, within(1e-6 * Math.abs(flux)));
                assertThat(alert.observations())
                        .allMatch(o -> o.mjd() <= alert.trigger().mjd());
            }
        }
    }

    @Test
    void ztfForcedPhotometry_isKeptWhereItsStatusAllows() throws Exception {
        int usable = 0;
        int measured = 0;
        for (GenericRecord packet : whole("ztf/forced")) {
            for (GenericRecord row : rows(packet, "fp_hists")) {
                usable += row.get("procstatus").toString().matches("0|57") ? 1 : 0;
            }
        }
        for (SurveyAlert alert : accepted("ztf/forced")) {
            for (Observation observation : alert.history()) {
                measured += observation.kind() == Kind.FORCED ? 1 : 0;
            }
        }

        assertThat(measured).isEqualTo(usable).isEqualTo(126);
    }

    @Test
    void lsstContainer_agreesWithWholeDecoding() throws Exception {
        List<GenericRecord> packets = whole("lsst/real");
        Map<Long, GenericRecord> bySource = new HashMap<>();
        packets.forEach(p -> bySource.put((Long) p.get("diaSourceId"), p));
        List<Decoded> decoded = decoded("lsst/real");

        assertThat(decoded).hasSize(7);
        assertThat(decoded)
                .filteredOn(d -> d.equals(new Skipped("solar-system")))
                .hasSize(2);
        for (Decoded one : decoded) {
            if (one instanceof Accepted accepted) {
                SurveyAlert alert = accepted.alert();
                GenericRecord packet = java.util.Objects.requireNonNull(bySource.get(alert.alertId()));
                assertThat(alert.object().number())
                        .isEqualTo(((GenericRecord) packet.get("diaSource")).get("diaObjectId"));
                assertThat(LightCurve.of(alert.observations())).isEqualTo(expectedLsst(packet));
                int flagged = (int) rows(packet, "prvDiaSources").stream()
                        .filter(r -> (boolean) r.get("psfFlux_flag"))
                        .count();
                assertThat(flagged).isPositive();
                assertThat(accepted.dropped()).isEqualTo(Map.of("psfFlux_flag", flagged));
                assertThat(accepted.version())
                        .as("not in the names of a redistributed schema")
                        .isEmpty();
            }
        }
    }

    /** One point per band and exact time, the source before its forced twin; no merging by our own rule. */
    private static LightCurve expectedLsst(GenericRecord packet) {
        Map<List<Object>, Observation> points =
                new TreeMap<>(java.util.Comparator.comparing((List<Object> key) -> (Double) key.get(1))
                        .thenComparing(key -> (String) key.get(0)));
        for (GenericRecord row : rows(packet, "prvDiaForcedSources")) {
            points.put(key(row), observation(row, "diaForcedSourceId", Kind.FORCED));
        }
        List<GenericRecord> sources = rows(packet, "prvDiaSources");
        sources.add((GenericRecord) packet.get("diaSource"));
        for (GenericRecord row : sources) {
            if (!(boolean) row.get("psfFlux_flag")) {
                points.put(key(row), observation(row, "diaSourceId", Kind.DETECTION));
            }
        }
        return LightCurve.of(points.values());
    }

    private static List<Object> key(GenericRecord row) {
        return List.of(row.get("band").toString(), row.get("midpointMjdTai"));
    }

    private static Observation observation(GenericRecord row, String id, Kind kind) {
        return new Observation(
                (Long) row.get(id),
                (double) row.get("midpointMjdTai"),
                org.alertformer.lightcurve.Band.of(row.get("band").toString()),
                kind,
                (float) row.get("psfFlux"),
                (float) row.get("psfFluxErr"),
                (double) row.get("timeProcessedMjdTai"));
    }

    @Test
    void lsstFramedPackets_haveNoObjectAndAreSkipped() throws Exception {
        List<Decoded> decoded = decoded("lsst/confluent");

        assertThat(decoded).hasSize(4).allMatch(d -> d.equals(new Skipped("solar-system")));
    }

    @Test
    void elasticcPackets_agreeWithWholeDecodingFramedOrNot() throws Exception {
        AlertReader reader = Survey.ELASTICC.reader();
        List<GenericRecord> packets = whole("elasticc");
        List<SurveyAlert> alerts = accepted("elasticc");

        assertThat(alerts).hasSize(44).hasSameSizeAs(packets);
        for (int i = 0; i < packets.size(); i++) {
            GenericRecord source = (GenericRecord) packets.get(i).get("diaSource");
            Accepted bare = (Accepted) reader.read(bare(packets.get(i)));
            assertThat(bare.version()).isEqualTo("0.9");
            assertThat(bare.alert()).isEqualTo(alerts.get(i));
            assertThat(bare.alert().alertId()).isEqualTo(source.get("diaSourceId"));
            assertThat(bare.alert().object().number()).isEqualTo(source.get("diaObjectId"));
            assertThat(bare.alert().history()).hasSameSizeAs(rows(packets.get(i), "prvDiaSources"));
            double flux = (float) source.get("psFlux") * Math.pow(10, 0.4 * 3.9);
            assertThat((double) bare.alert().trigger().flux()).isCloseTo(flux, within(1e-6 * Math.abs(flux)));
            assertThat(bare.alert().trigger().band().symbol())
                    .isEqualToIgnoringCase(source.get("filterName").toString());
        }
    }

    @Test
    void anyOrderRepetitionAndSplit_givesTheSameBytes() throws Exception {
        for (String folder : List.of("ztf/sequence", "elasticc", "lsst/real")) {
            Map<Long, List<SurveyAlert>> objects = new HashMap<>();
            for (SurveyAlert alert : accepted(folder)) {
                objects.computeIfAbsent(alert.object().number(), k -> new ArrayList<>())
                        .add(alert);
            }
            for (List<SurveyAlert> alerts : objects.values()) {
                byte[] expected = merged(alerts, new Random(0), false).toBytes();
                for (int seed = 0; seed < 20; seed++) {
                    Random random = new Random(seed);
                    List<SurveyAlert> repeated = new ArrayList<>(alerts);
                    repeated.addAll(alerts.subList(0, random.nextInt(alerts.size() + 1)));
                    Collections.shuffle(repeated, random);

                    LightCurve curve = merged(repeated, random, true);

                    assertThat(curve.toBytes()).isEqualTo(expected);
                }
            }
        }
    }

    private static LightCurve merged(List<SurveyAlert> alerts, Random random, boolean split) {
        LightCurve curve = LightCurve.empty();
        for (SurveyAlert alert : alerts) {
            List<Observation> observations = new ArrayList<>(alert.observations());
            int at = split ? random.nextInt(observations.size() + 1) : 0;
            curve = curve.merge(observations.subList(at, observations.size())).merge(observations.subList(0, at));
        }
        return curve;
    }

    /** The record without a container, as version 0.9 was published; the samples' own schema is a little older. */
    private static byte[] bare(GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        Schema schema = BundledSchemas.get("elasticc/0.9");
        new GenericDatumWriter<>(schema).write(converted(record, schema), encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static @Nullable Object converted(@Nullable Object value, Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return value == null ? null : converted(value, schema.getTypes().get(1));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(v -> converted(v, schema.getElementType())).toList();
        }
        if (value instanceof GenericRecord record) {
            GenericRecord copy = new GenericData.Record(schema);
            for (Schema.Field field : schema.getFields()) {
                Object old = record.hasField(field.name()) ? record.get(field.name()) : null;
                boolean missing = old == null && field.schema().getType() == Schema.Type.DOUBLE;
                copy.put(field.name(), missing ? (Object) 0.0 : converted(old, field.schema()));
            }
            return copy;
        }
        return value;
    }

    private static List<SurveyAlert> accepted(String folder) throws Exception {
        List<SurveyAlert> alerts = new ArrayList<>();
        for (Decoded decoded : decoded(folder)) {
            if (decoded instanceof Accepted accepted) {
                alerts.add(accepted.alert());
            }
        }
        return alerts;
    }

    /** In the order of the files and of the records in them. */
    private static List<Decoded> decoded(String folder) throws Exception {
        List<Decoded> decoded = new ArrayList<>();
        for (Path file : files(folder)) {
            List<Packet> packets = new ArrayList<>();
            try (PacketFiles opened = PacketFiles.open(List.of(file), null)) {
                opened.forEach(packets::add);
            }
            packets.sort(java.util.Comparator.comparingLong(Packet::number));
            for (Packet packet : packets) {
                decoded.add(packet.survey().reader().read(packet.message()));
            }
        }
        return decoded;
    }

    private static List<GenericRecord> whole(String folder) throws IOException {
        List<GenericRecord> records = new ArrayList<>();
        for (Path file : files(folder)) {
            try (DataFileReader<GenericRecord> reader =
                    new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                reader.forEach(records::add);
            }
        }
        return records;
    }

    @SuppressWarnings("unchecked")
    private static List<GenericRecord> rows(GenericRecord packet, String field) {
        Object rows = packet.hasField(field) ? packet.get(field) : null;
        return rows == null ? new ArrayList<>() : new ArrayList<>((List<GenericRecord>) rows);
    }

    private static List<Path> files(String folder) throws IOException {
        try (var files = Files.list(SAMPLES.resolve(folder))) {
            return files.sorted().toList();
        }
    }
}
