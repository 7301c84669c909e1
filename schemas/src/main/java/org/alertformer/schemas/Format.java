package org.alertformer.schemas;

import java.util.Locale;
import org.jspecify.annotations.NullMarked;

/** How a record is written as the value of one message. */
@NullMarked
public enum Format {
    /** An Avro object container with the schema and one record: read by {@code hop}, fastavro and avro-tools as it is. */
    CONTAINER,
    /** Avro single-object encoding: {@code C3 01}, the schema's CRC-64-AVRO fingerprint, the record. */
    SINGLE_OBJECT,
    /** Confluent's framing: a zero byte, the schema's id in a registry as four bytes, the record. */
    CONFLUENT,
    /** One JSON object on one line, without a line end. */
    JSON;

    /** The name as users write it: lower case with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The format that a message claims by its first bytes. They differ in every format, so readers need not be told.
     *
     * @throws MalformedRecordException if it is none of them
     */
    public static Format of(byte[] message) {
        if (message.length == 0) {
            throw new MalformedRecordException("the message is empty");
        }
        if (Container.startsLikeOne(message)) {
            return CONTAINER;
        }
        int first = message[0] & 0xff;
        if (first == 0xc3 && message.length > 1 && message[1] == 1) {
            return SINGLE_OBJECT;
        }
        if (first == 0) {
            return CONFLUENT;
        }
        if (first == '{' || Character.isWhitespace(first)) {
            return JSON;
        }
        throw new MalformedRecordException(String.format(
                "the first byte 0x%02x of %d begins neither an Avro container, a single object, Confluent's framing nor JSON",
                first, message.length));
    }
}
