package org.alertformer.survey;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A stretch of an open file. */
record Region(FileChannel channel, long offset, long length) {
    static Region all(FileChannel channel) throws IOException {
        return new Region(channel, 0, channel.size());
    }

    /** So many bytes from a position within the region, or as many as there are. */
    byte[] read(long position, int atMost) throws IOException {
        int count = (int) Math.max(0, Math.min(atMost, length - position));
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + position + buffer.position()) < 0) {
                throw new EOFException("the file shrank while it was read");
            }
        }
        return buffer.array();
    }
}
