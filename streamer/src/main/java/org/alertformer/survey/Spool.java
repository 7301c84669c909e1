package org.alertformer.survey;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file for what was compressed or had to be taken apart. It is deleted when it is closed; on Unix it loses its
 * name when it is opened, so nothing is left behind even if the program is killed.
 */
final class Spool implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final ByteBuffer unwritten = ByteBuffer.allocate(BUFFER);
    private long size;

    private Spool(FileChannel channel) {
        this.channel = channel;
    }

    static Spool create() throws IOException {
        Path file = Files.createTempFile("alertformer", ".packets");
        return new Spool(FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    /** Where the next byte goes. */
    long size() {
        return size;
    }

    void append(byte[] bytes, int start, int length) throws IOException {
        int from = start;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, unwritten.remaining());
            unwritten.put(bytes, from, count);
            from += count;
            left -= count;
            if (!unwritten.hasRemaining()) {
                flush();
            }
        }
        size += length;
    }

    void append(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            append(buffer, 0, count);
        }
    }

    Region region(long offset, long length) throws IOException {
        flush();
        return new Region(channel, offset, length);
    }

    private void flush() throws IOException {
        unwritten.flip();
        while (unwritten.hasRemaining()) {
            channel.write(unwritten, channel.size());
        }
        unwritten.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
