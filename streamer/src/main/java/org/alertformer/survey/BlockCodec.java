package org.alertformer.survey;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.alertformer.survey.UndecodableException.Reason;
import org.xerial.snappy.Snappy;

/** Uncompresses blocks of containers into a buffer that it keeps. Not safe for use by several threads. */
final class BlockCodec {
    static final int LARGEST_BLOCK = 64 << 20;

    private static final int FIRST_BUFFER = 1 << 16;

    private byte[] buffer = new byte[0];

    /** Puts a cursor over a block's records and returns the bytes they are in. */
    byte[] open(String codec, byte[] message, int start, int length, AvroCursor cursor) throws UndecodableException {
        if (codec.equals("null")) {
            cursor.over(message, start, start + length);
            return message;
        }
        int size = codec.equals("snappy") ? unsnapped(message, start, length) : inflated(message, start, length);
        cursor.over(buffer, 0, size);
        return buffer;
    }

    private int unsnapped(byte[] message, int start, int length) throws UndecodableException {
        try {
            int compressed = length - Integer.BYTES; // a checksum follows
            if (compressed <= 0) {
                throw new UndecodableException(Reason.MALFORMED, "a snappy block has " + length + " bytes");
            }
            makeRoom(Snappy.uncompressedLength(message, start, compressed));
            return Snappy.uncompress(message, start, compressed, buffer, 0);
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
                if (size == buffer.length) {
                    byte[] read = buffer;
                    makeRoom(Math.max(FIRST_BUFFER, 2 * size));
                    System.arraycopy(read, 0, buffer, 0, size);
                }
                int more = inflater.inflate(buffer, size, buffer.length - size);
                size += more;
                if (more == 0 && !inflater.finished()) {
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
        if (size > buffer.length) {
            buffer = new byte[size];
        }
    }
}
