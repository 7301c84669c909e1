package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.Model;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescClassificationsTest {
    private static final Instant PUBLISHED = Instant.parse("2026-01-21T03:04:05.678Z");

    private final DescClassifications codec = new DescClassifications(DescTaxonomy.shipped(), "Alertformer", "0.1.0");

    @Test
    void classAlert_isReadByTheirSchema() throws IOException {
        ClassAlert alert =
                alert(Map.of("drw", 0.5f, "periodic", 0.25f, "flare", 0.125f, "flare_dip", 0.0625f, "x", 0.0625f));

        GenericRecord read = read(codec.encode(alert, PUBLISHED.plusMillis(5)), schema());

        assertThat(read.get("alertId")).isEqualTo(170094456272322680L);
        assertThat(read.get("diaSourceId")).isEqualTo(170094456272322680L);
        assertThat(read.get("elasticcPublishTimestamp")).isEqualTo(PUBLISHED.toEpochMilli());
        assertThat(read.get("brokerIngestTimestamp")).isEqualTo(PUBLISHED.toEpochMilli() + 5);
        assertThat(read.get("brokerName")).hasToString("Alertformer");
        assertThat(read.get("brokerVersion")).hasToString("0.1.0");
        assertThat(read.get("classifierName")).hasToString("reference 3");
        assertThat(read.get("classifierParams")).hasToString("sha256=abc");
        assertThat(probabilities(read)).isEqualTo(Map.of(2332, 0.5f, 2320, 0.25f, 2230, 0.1875f, 200, 0.0625f));
    }

    @Test
    void probabilities_addUpToOne() throws IOException {
        ClassAlert alert = alert(Map.of("drw", 0.333333f, "periodic", 0.333333f, "flare", 0.333333f));

        Map<Integer, Float> probabilities = probabilities(read(codec.encode(alert, null), schema()));

        assertThat(probabilities.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-7));
    }

    @Test
    void declinedAlert_hasOneClass() throws IOException {
        byte[] message = codec.declined(7, PUBLISHED, null, "reference 3", "fewer than 5 observations");

        GenericRecord read = read(message, schema());

        assertThat(probabilities(read)).isEqualTo(Map.of(300, 1f));
        assertThat(read.get("brokerIngestTimestamp")).isNull();
    }

    @Test
    void schema_isTheirsFieldForField() throws IOException {
        Path theirs = Path.of(System.getProperty("shared.directory", "../shared"))
                .resolve("survey-schemas/elasticc/v0_9_1/elasticc.v0_9_1.brokerClassification.avsc");
        assumeTrue(Files.isRegularFile(theirs), "no " + theirs);

        String canonical = SchemaNormalization.toParsingForm(new Schema.Parser().parse(Files.readString(theirs)));

        assertThat(SchemaNormalization.toParsingForm(schema()))
                .isEqualTo(canonical)
                .contains("brokerClassfication");
    }

    @Test
    void mappingFile_replacesTheShippedNumbers(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("classes.json");
        Files.writeString(file, "{\"classes\": {\"flare\": 2233}, \"residual\": 200, \"declined\": 300}");
        var other = new DescClassifications(DescTaxonomy.read(file), "Alertformer", "0.1.0");

        byte[] message = other.encode(alert(Map.of("flare", 0.75f, "drw", 0.25f)), null);

        assertThat(probabilities(read(message, schema()))).isEqualTo(Map.of(2233, 0.75f, 200, 0.25f));
    }

    @Test
    void brokenMappingFile_isNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("classes.json"), "{\"classes\": {\"flare\": \"x\"}}");

        assertThatThrownBy(() -> DescTaxonomy.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("classes.json");
    }

    private static Schema schema() throws IOException {
        try (var in = DescClassifications.class.getResourceAsStream("/schemas/desc/brokerClassification-0.9.1.avsc")) {
            return new Schema.Parser().parse(in);
        }
    }

    private static GenericRecord read(byte[] message, Schema schema) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(message, null);
        GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return record;
    }

    @SuppressWarnings("unchecked")
    private static Map<Integer, Float> probabilities(GenericRecord record) {
        Map<Integer, Float> probabilities = new HashMap<>();
        for (GenericRecord row : (List<GenericRecord>) record.get("classifications")) {
            probabilities.put((Integer) row.get("classId"), (Float) row.get("probability"));
        }
        return probabilities;
    }

    private static ClassAlert alert(Map<String, Float> probabilities) {
        return ClassAlert.newBuilder()
                .setSurvey("elasticc")
                .setObjectId(5)
                .setObjectName("5")
                .setAlertId(170094456272322680L)
                .setRa(1)
                .setDec(2)
                .setMjd(60_000)
                .setObservationCount(9)
                .setLimitCount(0)
                .setTimespanDays(10)
                .setClassifications(probabilities.entrySet().stream()
                        .map(e -> new Classification(e.getKey(), e.getValue()))
                        .toList())
                .setBestClass("drw")
                .setBestProbability(0.5f)
                .setModel(new Model("reference", "3", "abc", "simulated"))
                .setObservedAt(PUBLISHED)
                .setIngestedAt(PUBLISHED)
                .setPublishedAt(PUBLISHED)
                .build();
    }
}
