package org.alertformer.topology;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A stream's state directory, in the hands of one process. It keeps a name, made up when it is first used: whoever comes
 * back with this directory comes back with these light curves, and is the same instance, on whatever host.
 */
final class StateDirectory implements AutoCloseable {
    private static final int LONGEST_NAME = 200;

    private final FileChannel file;
    private final String instance;

    private StateDirectory(FileChannel file, String instance) {
        this.file = file;
        this.instance = instance;
    }

    /**
     * Takes the directory, which is made if it does not exist, for one application.
     *
     * @throws IOException if another process has it
     */
    static StateDirectory take(Path directory, String applicationId) throws IOException {
        Path path = Files.createDirectories(directory).resolve(applicationId + ".instance");
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!locked(file)) {
                throw new IOException("the state directory " + directory
                        + " is in use by another process; give each instance one of its own with --state-dir");
            }
            return new StateDirectory(file, name(file));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The lock ends with the file or its process. */
    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another stream of this process
        }
    }

    private static String name(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NAME);
        file.read(bytes, 0);
        String kept = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
        if (!kept.isEmpty()) {
            return kept;
        }
        String fresh = UUID.randomUUID().toString();
        file.write(StandardCharsets.UTF_8.encode(fresh), 0);
        return fresh;
    }

    /** The name of the instance whose light curves these are. */
    String instance() {
        return instance;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
