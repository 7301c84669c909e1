package org.alertformer.survey;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.alertformer.survey.UndecodableException.Reason;
import org.xerial.snappy.Snappy;

/** Uncompresses blocks of containers into a buffer that it keeps. Not safe for use by several threads. */
final class BlockCodec {
    static final int LARGEST_BLOCK = 64 << 20;

    private static final int FIRST_BUFFER = 1 << 16;
    private static final int LARGEST_WINDOW_LOG = 26;

    private byte[] buffer = new byte[0];

    /** Puts a cursor over a block's records and returns the bytes they are in. */
    byte[] open(String codec, byte[] message, int start, int length, AvroCursor cursor) throws UndecodableException {
        if (codec.equals("null")) {
            cursor.over(message, start, start + length);
            return message;
        }
        int size = switch (codec) {
            case "snappy" -> unsnapped(message, start, length);
            case "deflate" -> inflated(message, start, length);
            case "zstandard" -> unzstd(message, start, length);
            default -> throw new UndecodableException(Reason.UNKNOWN_SCHEMA, "codec '" + codec + "'");
        };
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
                    grow(size);
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

    private int unzstd(byte[] message, int start, int length) throws UndecodableException {
        try (var in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(message, start, length))) {
            in.setLongMax(LARGEST_WINDOW_LOG);
            int size = 0;
            for (int more = 0; more >= 0; more = in.read(buffer, size, buffer.length - size)) {
                size += more;
                if (size == buffer.length) {
                    grow(size);
                }
            }
            return size;
        } catch (IOException e) {
            throw new UndecodableException(Reason.MALFORMED, "the zstandard block is broken: " + e.getMessage(), e);
        }
    }

    private void grow(int size) throws UndecodableException {
        byte[] read = buffer;
        makeRoom(Math.max(FIRST_BUFFER, 2 * size));
        System.arraycopy(read, 0, buffer, 0, size);
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
