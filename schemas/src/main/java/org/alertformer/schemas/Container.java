package org.alertformer.schemas;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Avro object containers [1] of one record each. Parsing the schema of a container takes a hundred times as long as
 * reading its record, and all containers of one producer begin with the same bytes, so readers are kept by those bytes.
 * Ours are the same in every message: the sync marker, random in files so that a reader can find the next block, is the
 * schema's MD5 here. Safe for use by several threads.
 *
 * <p>[1] Avro 1.12 specification, "Object Container Files".
 */
@NullMarked
final class Container<T> {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC = 16;
    /** An inflated block is refused beyond this size; the records are a few kilobytes. */
    private static final int LARGEST_BLOCK = 16 << 20;

    private static final int KNOWN_HEADERS = 8;

    private final Schema expected;
    private final byte[] header;
    private final byte[] sync;
    private volatile Header<T>[] known;

    /** What a container says before its sync marker and its records. */
    private record Header<T>(byte[] bytes, RecordReader<T> reader, boolean deflated) {
        boolean begins(byte[] message) {
            return message.length >= bytes.length + SYNC
                    && Arrays.equals(message, 0, bytes.length, bytes, 0, bytes.length);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Container(Schema published, Schema expected) {
        this.expected = expected;
        this.sync = md5(published);
        this.header = header(published);
        this.known = new Header[] {new Header<>(header, new RecordReader<T>(published, expected), false)};
    }

    static boolean startsLikeOne(byte[] message) {
        return message.length >= MAGIC.length && Arrays.equals(message, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** A container of one record, given its binary form. */
    byte[] wrap(byte[] body, int length) {
        ByteBuffer message = ByteBuffer.allocate(header.length + SYNC + 1 + 5 + length + SYNC);
        message.put(header).put(sync);
        putLong(message, 1);
        putLong(message, length);
        message.put(body, 0, length).put(sync);
        return Arrays.copyOf(message.array(), message.position());
    }

    T read(byte[] message) {
        for (Header<T> candidate : known) {
            if (candidate.begins(message)) {
                return readBlocks(candidate, message);
            }
        }
        Header<T> parsed = parse(message);
        remember(parsed);
        return readBlocks(parsed, message);
    }

    private T readBlocks(Header<T> header, byte[] message) {
        int start = header.bytes.length + SYNC;
        try {
            BinaryDecoder in = DecoderFactory.get().binaryDecoder(message, start, message.length - start, null);
            long count = in.readLong();
            ByteBuffer block = in.readBytes(null);
            byte[] mark = new byte[SYNC];
            in.readFixed(mark);
            if (count != 1 || !in.isEnd()) {
                throw new MalformedRecordException("the container holds "
                        + (in.isEnd() ? count + " records" : "several blocks") + " where one record is expected");
            }
            if (!Arrays.equals(mark, 0, SYNC, message, header.bytes.length, start)) {
                throw new MalformedRecordException("the container's block does not end with its sync marker");
            }
            byte[] body = header.deflated ? inflate(block) : block.array();
            return header.reader.read(body, 0, header.deflated ? body.length : block.limit());
        } catch (MalformedRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // Avro throws many kinds on bytes that make no sense
            throw new MalformedRecordException("container of " + message.length + " bytes: " + e, e);
        }
    }

    private Header<T> parse(byte[] message) {
        try {
            int length = message.length - MAGIC.length;
            BinaryDecoder in = DecoderFactory.get().binaryDecoder(message, MAGIC.length, length, null);
            @Nullable String schema = null;
            String codec = "null";
            for (long n = in.readMapStart(); n > 0; n = in.mapNext()) {
                for (long i = 0; i < n; i++) {
                    String key = in.readString();
                    String value =
                            StandardCharsets.UTF_8.decode(in.readBytes(null)).toString();
                    if (key.equals("avro.schema")) {
                        schema = value;
                    } else if (key.equals("avro.codec")) {
                        codec = value;
                    }
                }
            }
            if (schema == null) {
                throw new MalformedRecordException("the container has no schema");
            }
            if (!codec.equals("null") && !codec.equals("deflate")) {
                throw new MalformedRecordException("the container's codec " + codec + " is neither null nor deflate");
            }
            int end = message.length - in.inputStream().available();
            Schema writer = new SchemaParser().parse(schema).mainSchema();
            return new Header<>(
                    Arrays.copyOf(message, end), new RecordReader<>(writer, expected), codec.equals("deflate"));
        } catch (MalformedRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // Avro throws many kinds on bytes that make no sense
            throw new MalformedRecordException("container of " + message.length + " bytes: " + e, e);
        }
    }

    /** Keeps our own header and the newest of others: strangers cannot fill the memory with theirs. */
    private synchronized void remember(Header<T> parsed) {
        Header<T>[] grown = Arrays.copyOf(known, Math.min(known.length + 1, KNOWN_HEADERS));
        System.arraycopy(grown, 1, grown, 2, grown.length - 2);
        grown[1] = parsed;
        known = grown;
    }

    private static byte[] inflate(ByteBuffer block) throws IOException {
        var inflater = new Inflater(true);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(block.array(), 0, block.limit()), inflater)) {
            byte[] body = in.readNBytes(LARGEST_BLOCK + 1);
            if (body.length > LARGEST_BLOCK) {
                throw new MalformedRecordException("the container's block inflates to more than 16 MiB");
            }
            return body;
        } finally {
            inflater.end();
        }
    }

    private static byte[] header(Schema schema) {
        var out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            encoder.writeFixed(MAGIC);
            encoder.writeMapStart();
            encoder.setItemCount(2);
            encoder.writeString("avro.codec");
            encoder.writeBytes("null".getBytes(StandardCharsets.UTF_8));
            encoder.writeString("avro.schema");
            encoder.writeBytes(schema.toString().getBytes(StandardCharsets.UTF_8));
            encoder.writeMapEnd();
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("header of " + schema.getFullName(), e);
        }
        return out.toByteArray();
    }

    private static byte[] md5(Schema schema) {
        try {
            return SchemaNormalization.parsingFingerprint("MD5", schema);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static void putLong(ByteBuffer out, long value) {
        long rest = value << 1; // zig-zag of a positive number
        while (rest > 0x7f) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
