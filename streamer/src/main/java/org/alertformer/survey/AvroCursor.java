package org.alertformer.survey;

import org.alertformer.survey.UndecodableException.Reason;

/**
 * A position in Avro's binary encoding [1] that never leaves its bytes. Nothing is allocated on the word of the bytes:
 * lengths and counts are compared with what is left before they are used, and the items of all arrays of one message
 * together cannot outnumber its bytes, so no message holds a reader up for longer than its own length warrants.
 *
 * <p>[1] Avro 1.12 specification, "Binary encoding".
 */
final class AvroCursor {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private long itemsLeft;

    /** Goes to a region of a message. */
    void over(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.itemsLeft = end - start;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    /** A zig-zag number of variable length: Avro's int and long. */
    long readLong() throws UndecodableException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (position == end) {
                throw truncated();
            }
            byte next = bytes[position++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new UndecodableException(Reason.MALFORMED, "a number of more than 10 bytes ends at byte " + position);
    }

    float readFloat() throws UndecodableException {
        int at = position;
        skip(Float.BYTES);
        return Float.intBitsToFloat(
                bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24);
    }

    double readDouble() throws UndecodableException {
        int at = position;
        skip(Double.BYTES);
        long bits = 0;
        for (int i = Double.BYTES - 1; i >= 0; i--) {
            bits = bits << 8 | bytes[at + i] & 0xff;
        }
        return Double.longBitsToDouble(bits);
    }

    boolean readBoolean() throws UndecodableException {
        int at = position;
        skip(1);
        return bytes[at] != 0;
    }

    /** The branch of a union; an index that it does not have is an error. */
    int readBranch(int branches) throws UndecodableException {
        if (position < end) {
            int first = bytes[position];
            if (first >= 0 && (first & 1) == 0 && first >> 1 < branches) {
                position++;
                return first >> 1;
            }
        }
        long branch = readLong();
        if (branch < 0 || branch >= branches) {
            throw new UndecodableException(
                    Reason.MALFORMED, "branch " + branch + " of a union of " + branches + " ends at byte " + position);
        }
        return (int) branch;
    }

    /** The length of a string or of bytes, of which so many are there. */
    int readLength() throws UndecodableException {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw new UndecodableException(
                    Reason.MALFORMED,
                    "a length of " + length + " ends at byte " + position + ", " + remaining() + " bytes are left");
        }
        return (int) length;
    }

    /** The number of items in the next block of an array or map; 0 after the last. */
    long readBlock() throws UndecodableException {
        long count = readLong();
        if (count < 0) {
            count = -count;
            readLength();
        }
        if (count < 0 || count > itemsLeft) {
            throw new UndecodableException(
                    Reason.MALFORMED, "a block of " + count + " items is announced at byte " + position + " of " + end);
        }
        itemsLeft -= count;
        return count;
    }

    void skip(int length) throws UndecodableException {
        if (length > remaining()) {
            throw truncated();
        }
        position += length;
    }

    /** In a run: a value of this many bytes. */
    static int always(int size) {
        return size << 2;
    }

    /** In a run: a value of this many bytes, or null where this branch of its union is there. */
    static int unlessNull(int size, int nullBranch) {
        return size << 2 | 1 + nullBranch;
    }

    /** Skips values of known size, one after the other, as {@link #always} and {@link #unlessNull} describe them. */
    void skipRun(int[] run) throws UndecodableException {
        byte[] in = bytes;
        int at = position;
        for (int value : run) {
            int kind = value & 3;
            if (kind != 0) {
                if (at >= end) {
                    throw truncated();
                }
                int tag = in[at++];
                if (tag == (kind - 1) << 1) {
                    continue;
                }
                if (tag != (2 - kind) << 1) {
                    throw new UndecodableException(Reason.MALFORMED, "no union of two has the branch at byte " + at);
                }
            }
            at += value >>> 2;
            if (at > end || at < 0) {
                throw truncated();
            }
        }
        position = at;
    }

    private UndecodableException truncated() {
        return new UndecodableException(Reason.MALFORMED, "the bytes end at " + end + " within a value");
    }
}
