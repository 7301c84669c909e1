package org.alertformer.survey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Avro object containers [1] of one record each, as ZTF and others send them. All containers of one producer begin with
 * the same bytes, and parsing the schema in them takes tens of times as long as reading the record: what followed from
 * a header is kept by its bytes. Not safe for use by several threads.
 *
 * <p>[1] Avro 1.12 specification, "Object container files"; codecs null, deflate and snappy.
 */
final class Containers {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC = 16;
    private static final int KNOWN_HEADERS = 8;
    private static final int LARGEST_HEADER = 1 << 20;
    private static final int LARGEST_BLOCK = 64 << 20;

    private final Wanted wanted;
    private final Rows rows;
    private final AvroCursor cursor = new AvroCursor();
    private final List<Header> known = new ArrayList<>();
    private byte[] inflated = new byte[0];

    /**
     * What a container says before its sync marker.
     *
     * @param bytes from the magic number to the marker
     */
    private record Header(byte[] bytes, Schema schema, String codec, Projection projection) {
        boolean begins(byte[] message) {
            return message.length >= bytes.length && Arrays.equals(message, 0, bytes.length, bytes, 0, bytes.length);
        }
    }

    /** The wanted fields of a container's record, and the schema it was written with; valid until the next read. */
    record Content(Schema schema, Rows rows) {}

    Containers(Wanted wanted) {
        this.wanted = wanted;
        this.rows = new Rows(wanted);
    }

    static boolean startLike(byte[] message) {
        return message.length >= MAGIC.length && Arrays.equals(message, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    Content read(byte[] message) throws UndecodableException {
        Header header = header(message);
        int start = header.bytes.length + SYNC;
        if (start > message.length) {
            throw new UndecodableException(Reason.MALFORMED, "the container ends within its header");
        }
        if (start == message.length) {
            throw new UndecodableException(Reason.EMPTY, "the container holds no record");
        }
        cursor.over(message, start, message.length);
        long count = cursor.readLong();
        int length = cursor.readLength();
        int block = cursor.position();
        requireOneRecord(message, header, count, block + length);
        byte[] bytes = uncompressed(header.codec, message, block, length);
        rows.clear(bytes);
        header.projection.read(cursor, rows);
        return new Content(header.schema, rows);
    }

    private static void requireOneRecord(byte[] message, Header header, long count, int end)
            throws UndecodableException {
        if (end + SYNC > message.length) {
            throw new UndecodableException(Reason.MALFORMED, "the container ends before its last sync marker");
        }
        int marker = header.bytes.length;
        if (!Arrays.equals(message, end, end + SYNC, message, marker, marker + SYNC)) {
            throw new UndecodableException(
                    Reason.MALFORMED, "the container's block does not end with its sync marker at byte " + end);
        }
        if (count != 1 || end + SYNC < message.length) {
            throw new UndecodableException(
                    Reason.MALFORMED,
                    count != 1
                            ? "the container's block holds " + count + " records, one is expected"
                            : message.length - end - SYNC + " bytes follow the container's record");
        }
    }

    /** Puts the cursor over a block's records and returns the bytes they are in. */
    private byte[] uncompressed(String codec, byte[] message, int start, int length) throws UndecodableException {
        if (codec.equals("null")) {
            cursor.over(message, start, start + length);
            return message;
        }
        int size = codec.equals("snappy") ? unsnapped(message, start, length) : inflated(message, start, length);
        cursor.over(inflated, 0, size);
        return inflated;
    }

    private int unsnapped(byte[] message, int start, int length) throws UndecodableException {
        try {
            int compressed = length - Integer.BYTES; // a checksum follows
            if (compressed <= 0) {
                throw new UndecodableException(Reason.MALFORMED, "a snappy block has " + length + " bytes");
            }
            int size = Snappy.uncompressedLength(message, start, compressed);
            makeRoom(size);
            return Snappy.uncompress(message, start, compressed, inflated, 0);
        } catch (IOException e) {
            throw new UndecodableException(Reason.MALFORMED, "the snappy block is broken: " + e.getMessage(), e);
        }
    }

    private int inflated(byte[] message, int start, int length) throws UndecodableException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(message, start, length);
            int size = 0;
            while (!inflater.finished()) {
                if (size == inflated.length) {
                    byte[] read = inflated;
                    makeRoom(Math.max(1 << 16, 2 * size));
                    System.arraycopy(read, 0, inflated, 0, size);
                }
                int more = inflater.inflate(inflated, size, inflated.length - size);
                size += more;
                if (more == 0 && !inflater.finished() && size < inflated.length) {
                    throw new UndecodableException(Reason.MALFORMED, "the deflated block ends early");
                }
            }
            return size;
        } catch (DataFormatException e) {
            throw new UndecodableException(Reason.MALFORMED, "the deflated block is broken: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private void makeRoom(int size) throws UndecodableException {
        if (size < 0 || size > LARGEST_BLOCK) {
            throw new UndecodableException(
                    Reason.OVERSIZED, "a block of " + size + " bytes uncompressed, allowed are " + LARGEST_BLOCK);
        }
        if (size > inflated.length) {
            inflated = new byte[size];
        }
    }

    private Header header(byte[] message) throws UndecodableException {
        for (int i = 0; i < known.size(); i++) {
            Header header = known.get(i);
            if (header.begins(message)) {
                if (i > 0) {
                    known.remove(i);
                    known.add(0, header);
                }
                return header;
            }
        }
        Header parsed = parse(message);
        if (known.size() == KNOWN_HEADERS) {
            known.remove(KNOWN_HEADERS - 1);
        }
        known.add(0, parsed);
        return parsed;
    }

    private Header parse(byte[] message) throws UndecodableException {
        cursor.over(message, MAGIC.length, message.length);
        String schema = null;
        String codec = "null";
        for (long count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
            for (long i = 0; i < count; i++) {
                String key = text(message);
                String value = text(message);
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
        if (!List.of("null", "snappy", "deflate").contains(codec)) {
            throw new UndecodableException(
                    Reason.UNKNOWN_SCHEMA, "the container's codec '" + codec + "' is none of null, snappy, deflate");
        }
        if (cursor.position() > LARGEST_HEADER) {
            throw new UndecodableException(
                    Reason.OVERSIZED, "a header of " + cursor.position() + " bytes, allowed are " + LARGEST_HEADER);
        }
        Schema writer = schema(schema);
        byte[] bytes = Arrays.copyOf(message, cursor.position());
        return new Header(bytes, writer, codec, Projection.of(writer, wanted));
    }

    private String text(byte[] message) throws UndecodableException {
        int length = cursor.readLength();
        int start = cursor.position();
        cursor.skip(length);
        return new String(message, start, length, StandardCharsets.UTF_8);
    }

    /** A writer's schema; surveys' defaults do not all obey Avro's rules, and are not needed for reading. */
    static Schema schema(@Nullable String json) throws UndecodableException {
        try {
            return new Schema.Parser().setValidateDefaults(false).parse(json);
        } catch (AvroRuntimeException e) {
            throw new UndecodableException(Reason.UNKNOWN_SCHEMA, "the schema cannot be read: " + e.getMessage(), e);
        }
    }
}
