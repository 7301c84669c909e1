package org.alertformer.topology;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.alertformer.classification.SourcePosition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be answered: the original key and bytes, and in the headers where it came from and why it is
 * here. Header values are UTF-8 text.
 */
public final class DeadLetter {
    public static final String REASON = "reason";
    public static final String MESSAGE = "message";
    public static final String TOPIC = "source-topic";
    public static final String PARTITION = "source-partition";
    public static final String OFFSET = "source-offset";
    public static final String TIMESTAMP = "source-timestamp";
    /** The length of the original value, present only where the value was cut to fit. */
    public static final String ORIGINAL_BYTES = "original-bytes";

    /** The reason code of an alert the model could not answer. */
    public static final String MODEL_FAILED = "model-failed";

    /** Values longer than this are cut: a dead letter has to fit into the topic whatever arrives. */
    static final int LARGEST_VALUE = 15 << 20;

    private static final int LONGEST_MESSAGE = 1000;

    private DeadLetter() {}

    static Record<byte[], Outcome.Outgoing> of(
            String topic,
            byte @Nullable [] key,
            byte @Nullable [] value,
            long timestamp,
            SourcePosition source,
            String reason,
            String message) {
        RecordHeaders headers = new RecordHeaders();
        put(headers, TOPIC, source.topic());
        put(headers, PARTITION, Integer.toString(source.partition()));
        put(headers, OFFSET, Long.toString(source.offset()));
        put(headers, TIMESTAMP, Long.toString(timestamp));
        put(headers, REASON, reason);
        put(headers, MESSAGE, message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE));
        byte[] kept = value;
        if (value != null && value.length > LARGEST_VALUE) {
            put(headers, ORIGINAL_BYTES, Integer.toString(value.length));
            kept = Arrays.copyOf(value, LARGEST_VALUE);
        }
        return new Record<>(key, new Outcome.Outgoing(topic, kept), timestamp, headers);
    }

    private static void put(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The headers of a dead letter as text, in order of their names. */
    public static Map<String, String> describe(Headers headers) {
        Map<String, String> described = new TreeMap<>();
        headers.forEach(header -> described.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return described;
    }
}
