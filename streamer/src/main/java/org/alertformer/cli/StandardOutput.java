package org.alertformer.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Bytes to standard output that notices when its reader has gone, as {@code head} does when it has seen enough: {@code
 * System.out} would go on in silence.
 */
final class StandardOutput extends FilterOutputStream {
    /** Nobody reads any more; not a failure. */
    static final class ReaderGone extends IOException {
        private static final long serialVersionUID = 1;

        ReaderGone(IOException cause) {
            super(cause);
        }
    }

    StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream destination) {
        super(new BufferedOutputStream(destination));
    }

    @Override
    public void write(int b) throws IOException {
        try {
            out.write(b);
        } catch (IOException e) {
            throw new ReaderGone(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw new ReaderGone(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw new ReaderGone(e);
        }
    }
}
