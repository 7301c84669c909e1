package org.alertformer.survey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Class alerts as DESC's consumers of ELAsTiCC read them: the record {@code brokerClassification} 0.9.1, whose name in its
 * schema is spelled {@code brokerClassfication}, as Avro without any framing.
 *
 * <p>Probabilities of classes with one number are added up, those of classes without a number go to the residual; the
 * result adds up to 1. Alert and source have one id, see {@link DiaAlert}. Not safe for use by several threads.
 */
public final class DescClassifications {
    private static final String SCHEMA = "/schemas/desc/brokerClassification-0.9.1.avsc";

    private final DescTaxonomy taxonomy;
    private final String brokerName;
    private final String brokerVersion;
    private final Schema schema = readSchema();
    private final Schema item = schema.getField("classifications").schema().getElementType();
    private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(schema);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);

    /**
     * @param taxonomy numbers of the model's classes
     * @param brokerName never changes
     * @param brokerVersion version of the program
     */
    public DescClassifications(DescTaxonomy taxonomy, String brokerName, String brokerVersion) {
        this.taxonomy = taxonomy;
        this.brokerName = brokerName;
        this.brokerVersion = brokerVersion;
    }

    /**
     * The message for a class alert. {@code elasticcPublishTimestamp} is the timestamp of the survey's message, which is
     * the alert's {@code ingestedAt}.
     *
     * @param ingested when we took the survey's message, or null if that is not known
     */
    public byte[] encode(ClassAlert alert, @Nullable Instant ingested) {
        Map<Integer, Double> probabilities = new TreeMap<>();
        double sum = 0;
        for (Classification classification : alert.getClassifications()) {
            int id = taxonomy.idOf(classification.getName());
            probabilities.merge(id, (double) classification.getProbability(), Double::sum);
            sum += classification.getProbability();
        }
        String name = alert.getModel().getName() + " " + alert.getModel().getVersion();
        String parameters = "sha256=" + alert.getModel().getDigest();
        double total = sum > 0 ? sum : 1;
        probabilities.replaceAll((id, probability) -> probability / total);
        return encode(alert.getAlertId(), alert.getIngestedAt(), ingested, name, parameters, probabilities);
    }

    /**
     * The message for an alert that was not classified.
     *
     * @param alertId of the alert, and of its source
     * @param published timestamp of the survey's message
     * @param ingested when we took it, or null
     * @param classifier the model's name and version
     * @param reason why it was not classified
     */
    public byte[] declined(
            long alertId, Instant published, @Nullable Instant ingested, String classifier, String reason) {
        return encode(alertId, published, ingested, classifier, reason, Map.of(taxonomy.declined(), 1.0));
    }

    private byte[] encode(
            long id,
            Instant published,
            @Nullable Instant ingested,
            String classifier,
            String parameters,
            Map<Integer, Double> probabilities) {
        List<GenericRecord> classifications = new ArrayList<>();
        probabilities.forEach((classId, probability) -> {
            GenericRecord classification = new GenericData.Record(item);
            classification.put("classId", classId);
            classification.put("probability", probability.floatValue());
            classifications.add(classification);
        });
        GenericRecord record = new GenericData.Record(schema);
        record.put("alertId", id);
        record.put("diaSourceId", id);
        record.put("elasticcPublishTimestamp", published.toEpochMilli());
        record.put("brokerIngestTimestamp", ingested == null ? null : ingested.toEpochMilli());
        record.put("brokerName", brokerName);
        record.put("brokerVersion", brokerVersion);
        record.put("classifierName", classifier);
        record.put("classifierParams", parameters);
        record.put("classifications", classifications);
        out.reset();
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static Schema readSchema() {
        try (InputStream in = Objects.requireNonNull(DescClassifications.class.getResourceAsStream(SCHEMA))) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(SCHEMA, e);
        }
    }
}
