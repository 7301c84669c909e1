package org.alertformer.survey;

import java.io.IOException;
import java.util.Arrays;
import org.alertformer.survey.UndecodableException.Reason;

/**
 * A container of any number of records, taken apart into the binary forms of its records. One block at a time is in
 * memory, and no more of it than the file really holds.
 */
final class ContainerFile {
    private static final int SYNC = ContainerHeader.SYNC;
    /** Two numbers of at most ten bytes begin a block. */
    private static final int BLOCK_START = 20;

    private final Region region;
    private final ContainerHeader header;
    private final Projection whole;
    private final byte[] sync;
    private final BlockCodec codec = new BlockCodec();
    private final AvroCursor cursor = new AvroCursor();
    private final Rows nothing = new Rows(new Wanted());
    private long position;

    /** Takes the records. */
    interface Records {
        void record(byte[] bytes, int start, int length) throws IOException;
    }

    private ContainerFile(Region region, ContainerHeader header, Projection whole, byte[] sync) {
        this.region = region;
        this.header = header;
        this.whole = whole;
        this.sync = sync;
        this.position = header.bytes().length + SYNC;
    }

    static ContainerFile open(Region region) throws IOException, UndecodableException {
        byte[] start = region.read(0, ContainerHeader.LARGEST + SYNC);
        ContainerHeader header = ContainerHeader.parse(start);
        int marker = header.bytes().length;
        if (marker + SYNC > start.length) {
            throw new UndecodableException(Reason.MALFORMED, "the container ends within its header");
        }
        Projection whole = Projection.ofWhole(header.schema(), new Wanted());
        return new ContainerFile(region, header, whole, Arrays.copyOfRange(start, marker, marker + SYNC));
    }

    ContainerHeader header() {
        return header;
    }

    /** Where the next block starts: what follows, if it cannot be read, is everything from here. */
    long position() {
        return position;
    }

    boolean atEnd() {
        return position == region.length();
    }

    /** Whether the file as it is can be one message: it holds one record, or none that can be told apart. */
    boolean isOneMessage() throws IOException {
        try {
            Block block = nextBlock();
            return block.count <= 1 && block.end() == region.length();
        } catch (UndecodableException e) {
            return true;
        }
    }

    void readBlock(Records records) throws IOException, UndecodableException {
        Block block = nextBlock();
        byte[] stored = region.read(block.start, block.length + SYNC);
        if (!Arrays.equals(stored, block.length, stored.length, sync, 0, SYNC)) {
            throw new UndecodableException(
                    Reason.MALFORMED, "the block at byte " + position + " does not end with its sync marker");
        }
        byte[] bytes = codec.open(header.codec(), stored, 0, block.length, cursor);
        for (long i = 0; i < block.count; i++) {
            int start = cursor.position();
            nothing.clear(bytes);
            whole.read(cursor, nothing);
            records.record(bytes, start, cursor.position() - start);
        }
        position = block.end();
    }

    private record Block(long count, long start, int length) {
        long end() {
            return start + length + SYNC;
        }
    }

    private Block nextBlock() throws IOException, UndecodableException {
        byte[] start = region.read(position, BLOCK_START);
        cursor.over(start, 0, start.length);
        long count = cursor.readLong();
        long length = cursor.readLong();
        long body = position + cursor.position();
        if (count < 0 || length < 0 || length > BlockCodec.LARGEST_BLOCK || body + length + SYNC > region.length()) {
            throw new UndecodableException(
                    Reason.MALFORMED,
                    "a block of " + count + " records in " + length + " bytes is announced at byte " + position + " of "
                            + region.length());
        }
        return new Block(count, body, (int) length);
    }
}
