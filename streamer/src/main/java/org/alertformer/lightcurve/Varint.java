package org.alertformer.lightcurve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Whole numbers in as few bytes as they need (LEB128: seven bits a byte, the lowest first), and texts that begin with one. */
final class Varint {
    static final int MAXIMUM_BYTES = 10;

    private Varint() {}

    /** Negative numbers take {@value #MAXIMUM_BYTES} bytes. */
    static void put(ByteBuffer buffer, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            buffer.put((byte) (left | 0x80));
            left >>>= 7;
        }
        buffer.put((byte) left);
    }

    static long get(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = buffer.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than " + MAXIMUM_BYTES + " bytes");
    }

    /** A number of things that take so many bytes each; throws where there are not that many bytes. */
    static int getCount(ByteBuffer buffer, int bytesEach) {
        long count = get(buffer);
        if (count < 0 || count > buffer.remaining() / bytesEach) {
            throw new IllegalArgumentException(count + " items in " + buffer.remaining() + " bytes");
        }
        return (int) count;
    }

    static void putText(ByteBuffer buffer, byte[] utf8) {
        put(buffer, utf8.length);
        buffer.put(utf8);
    }

    static String getText(ByteBuffer buffer) {
        byte[] utf8 = new byte[getCount(buffer, 1)];
        buffer.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
