package org.alertformer.survey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;

/**
 * What an Avro object container says before its first sync marker.
 *
 * @param bytes from the magic number up to the marker
 * @param schema of its records
 * @param codec of its blocks: null, deflate, snappy or zstandard
 */
record ContainerHeader(byte[] bytes, Schema schema, String codec) {
    static final int SYNC = 16;
    static final int LARGEST = 1 << 20;
    private static final List<String> CODECS = List.of("null", "deflate", "snappy", "zstandard");
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};

    static boolean startsLikeOne(byte[] message) {
        return message.length >= MAGIC.length && Arrays.equals(message, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Reads the header of a container, of which the beginning is enough. */
    static ContainerHeader parse(byte[] message) throws UndecodableException {
        AvroCursor cursor = new AvroCursor();
        cursor.over(message, MAGIC.length, message.length);
        String schema = null;
        String codec = "null";
        for (long count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
            for (long i = 0; i < count; i++) {
                String key = text(cursor, message);
                String value = text(cursor, message);
                if (key.equals("avro.schema")) {
                    schema = value;
                } else if (key.equals("avro.codec")) {
                    codec = value;
                }
            }
        }
        if (schema == null) {
            throw new UndecodableException(Reason.UNKNOWN_SCHEMA, "the container has no schema");
        }
        if (!CODECS.contains(codec)) {
            throw new UndecodableException(
                    Reason.UNKNOWN_SCHEMA, "the container's codec '" + codec + "' is none of " + CODECS);
        }
        if (cursor.position() > LARGEST) {
            throw new UndecodableException(
                    Reason.OVERSIZED, "a header of " + cursor.position() + " bytes, allowed are " + LARGEST);
        }
        return new ContainerHeader(Arrays.copyOf(message, cursor.position()), parseSchema(schema), codec);
    }

    /** A writer's schema; surveys' defaults do not all obey Avro's rules, and are not needed for reading. */
    static Schema parseSchema(String json) throws UndecodableException {
        try {
            return new Schema.Parser().setValidateDefaults(false).parse(json);
        } catch (RuntimeException e) {
            // Avro's parser meets broken schemas with exceptions of any kind, null pointers among them.
            throw new UndecodableException(Reason.UNKNOWN_SCHEMA, "the schema cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a message begins as this container does. */
    boolean begins(byte[] message) {
        return message.length >= bytes.length && Arrays.equals(message, 0, bytes.length, bytes, 0, bytes.length);
    }

    /** A header of the same schema whose blocks are not compressed. */
    static byte[] uncompressed(Schema schema) {
        byte[] json = schema.toString().getBytes(StandardCharsets.UTF_8);
        byte[] key = "avro.schema".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(MAGIC.length + key.length + json.length + 16);
        out.put(MAGIC);
        putLong(out, 1);
        putLong(out, key.length);
        out.put(key);
        putLong(out, json.length);
        out.put(json);
        putLong(out, 0);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A container of one record, whose binary form is given, after such a header. */
    static byte[] container(byte[] header, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(header.length + SYNC + 1 + 5 + body.length + SYNC);
        byte[] sync = Arrays.copyOf("one alert each".getBytes(StandardCharsets.US_ASCII), SYNC);
        out.put(header).put(sync);
        putLong(out, 1);
        putLong(out, body.length);
        out.put(body).put(sync);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void putLong(ByteBuffer out, long value) {
        long rest = value << 1; // zig-zag of what is not negative
        while (rest > 0x7f) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static String text(AvroCursor cursor, byte[] message) throws UndecodableException {
        int length = cursor.readLength();
        int start = cursor.position();
        cursor.skip(length);
        return new String(message, start, length, StandardCharsets.UTF_8);
    }
}
