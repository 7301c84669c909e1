package org.alertformer.topology;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.alertformer.classification.SourcePosition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be answered: the original key and bytes, and in the headers where it came from and why it is
 * here. Header values are UTF-8 text.
 *
 * @param key the record's key
 * @param value its bytes
 * @param timestamp its timestamp [ms since 1970, UTC]
 * @param source where it stands on its topic
 * @param reason why it is here, a short fixed code
 * @param message the same for people, with field and value
 * @param object the designation of its object, empty where it is not known
 * @param replays how often it had been sent again from the dead letters before it failed this time
 * @param originalBytes the length of the record's value; more than that of {@code value} where it was cut to fit
 * @param form how {@code value} is the record
 */
public record DeadLetter(
        byte @Nullable [] key,
        byte @Nullable [] value,
        long timestamp,
        SourcePosition source,
        String reason,
        String message,
        String object,
        int replays,
        int originalBytes,
        Form form) {
    public static final String REASON = "reason";
    public static final String MESSAGE = "message";
    public static final String TOPIC = "source-topic";
    public static final String PARTITION = "source-partition";
    public static final String OFFSET = "source-offset";
    public static final String TIMESTAMP = "source-timestamp";
    public static final String OBJECT = "object";
    /** The length of the original value, present only where the value was cut to fit. */
    public static final String ORIGINAL_BYTES = "original-bytes";
    /** Present only where the value is not the original's. */
    public static final String FORM = "form";
    /** How often the record was sent again from the dead letters; such records carry it, and their dead letters. */
    public static final String REPLAYS = "dead-letter-replays";

    /** The reason code of an alert the model could not answer. */
    public static final String MODEL_FAILED = "model-failed";

    /** Values longer than this are cut: a dead letter has to fit into the topic whatever arrives. */
    static final int LARGEST_VALUE = 15 << 20;

    private static final int LONGEST_MESSAGE = 1000;

    /** What a dead letter's value is. */
    public enum Form {
        /** The record's bytes, all of them unless they were cut to fit. */
        ORIGINAL,
        /** The record could not be read again: its light curve as of the alert, as a native alert. */
        NATIVE
    }

    /** A record as it was read. */
    static DeadLetter of(
            byte @Nullable [] key,
            byte @Nullable [] value,
            long timestamp,
            Headers headers,
            SourcePosition source,
            String reason,
            String message,
            String object) {
        return new DeadLetter(
                key,
                value,
                timestamp,
                source,
                reason,
                message,
                object,
                replays(headers),
                value == null ? 0 : value.length,
                Form.ORIGINAL);
    }

    /** How often a record was sent again from the dead letters. */
    public static int replays(Headers headers) {
        return number(text(headers, REPLAYS, "0"), 0);
    }

    /** Whether {@code value} is all that the record was. */
    public boolean isWhole() {
        return form == Form.ORIGINAL && (value == null ? 0 : value.length) == originalBytes;
    }

    Record<byte[], Outcome.Outgoing> toRecord(String topic) {
        RecordHeaders headers = new RecordHeaders();
        put(headers, TOPIC, source.topic());
        put(headers, PARTITION, Integer.toString(source.partition()));
        put(headers, OFFSET, Long.toString(source.offset()));
        put(headers, TIMESTAMP, Long.toString(timestamp));
        put(headers, REASON, reason);
        put(headers, MESSAGE, message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE));
        if (!object.isEmpty()) {
            put(headers, OBJECT, object);
        }
        if (replays > 0) {
            put(headers, REPLAYS, Integer.toString(replays));
        }
        if (form == Form.NATIVE) {
            put(headers, FORM, "native");
        }
        byte[] kept = value;
        if (value != null && value.length > LARGEST_VALUE) {
            put(headers, ORIGINAL_BYTES, Integer.toString(value.length));
            kept = Arrays.copyOf(value, LARGEST_VALUE);
        }
        return new Record<>(key, new Outcome.Outgoing(topic, kept), timestamp, headers);
    }

    /** Reads what {@link #toRecord} wrote; what is missing from the headers is told as {@code ?}, 0 or -1. */
    public static DeadLetter parse(ConsumerRecord<byte[], byte[]> letter) {
        Headers headers = letter.headers();
        byte[] value = letter.value();
        int length = value == null ? 0 : value.length;
        return new DeadLetter(
                letter.key(),
                value,
                number(text(headers, TIMESTAMP, ""), letter.timestamp()),
                new SourcePosition(
                        text(headers, TOPIC, "?"),
                        number(text(headers, PARTITION, ""), -1),
                        number(text(headers, OFFSET, ""), -1L)),
                text(headers, REASON, "?"),
                text(headers, MESSAGE, ""),
                text(headers, OBJECT, ""),
                replays(headers),
                number(text(headers, ORIGINAL_BYTES, ""), length),
                text(headers, FORM, "").equals("native") ? Form.NATIVE : Form.ORIGINAL);
    }

    private static void put(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Headers headers, String name, String absent) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? absent : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static int number(String text, int otherwise) {
        return (int) Math.min(Integer.MAX_VALUE, number(text, (long) otherwise));
    }

    /** Anyone may have written a header. */
    private static long number(String text, long otherwise) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
    }

    /** The headers of a dead letter as text, in order of their names. */
    public static Map<String, String> describe(Headers headers) {
        Map<String, String> described = new TreeMap<>();
        headers.forEach(header -> described.put(header.key(), text(headers, header.key(), "")));
        return described;
    }
}
