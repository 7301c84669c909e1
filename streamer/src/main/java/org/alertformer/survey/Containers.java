package org.alertformer.survey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;

/**
 * Avro object containers [1] of one record each, as ZTF and others send them. All containers of one producer begin with
 * the same bytes, and parsing the schema in them takes tens of times as long as reading the record: what followed from
 * a header is kept by its bytes. Not safe for use by several threads.
 *
 * <p>[1] Avro 1.12 specification, "Object container files"; codecs null, deflate, snappy and zstandard.
 */
final class Containers {
    private static final int SYNC = ContainerHeader.SYNC;
    private static final int KNOWN_HEADERS = 8;

    private final Wanted wanted;
    private final Rows rows;
    private final AvroCursor cursor = new AvroCursor();
    private final BlockCodec blocks = new BlockCodec();
    private final List<Known> known = new ArrayList<>();

    private record Known(ContainerHeader header, Projection projection) {}

    /** The wanted fields of a container's record, and the schema it was written with; valid until the next read. */
    record Content(Schema schema, Rows rows) {}

    Containers(Wanted wanted) {
        this.wanted = wanted;
        this.rows = new Rows(wanted);
    }

    Content read(byte[] message) throws UndecodableException {
        Known writer = writer(message);
        ContainerHeader header = writer.header;
        int start = header.bytes().length + SYNC;
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
        requireOneRecord(message, header.bytes().length, count, block + length);
        rows.clear(blocks.open(header.codec(), message, block, length, cursor));
        writer.projection.read(cursor, rows);
        return new Content(header.schema(), rows);
    }

    private static void requireOneRecord(byte[] message, int marker, long count, int end) throws UndecodableException {
        if (end + SYNC > message.length) {
            throw new UndecodableException(Reason.MALFORMED, "the container ends before its last sync marker");
        }
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

    private Known writer(byte[] message) throws UndecodableException {
        for (int i = 0; i < known.size(); i++) {
            Known writer = known.get(i);
            if (writer.header.begins(message)) {
                if (i > 0) {
                    known.remove(i);
                    known.add(0, writer);
                }
                return writer;
            }
        }
        ContainerHeader header = ContainerHeader.parse(message);
        Known parsed = new Known(header, Projection.of(header.schema(), wanted));
        if (known.size() == KNOWN_HEADERS) {
            known.remove(KNOWN_HEADERS - 1);
        }
        known.add(0, parsed);
        return parsed;
    }
}
