package org.alertformer.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model file that is looked at every second and offered when it has changed. Looking works on network mounts too,
 * where the kernel's notices of other machines' writes do not arrive. A file that is still being written is left alone
 * until its size and time have stayed the same from one look to the next; one that was refused is not read again before
 * it changes.
 */
public final class ModelFile implements ModelSource {
    private static final Logger log = LoggerFactory.getLogger(ModelFile.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path file;
    private final ModelSwap swap;
    private final Thread thread = new Thread(this::watch, "model-file");
    private final CountDownLatch closing = new CountDownLatch(1);

    private @Nullable State seen;
    private @Nullable State handled;
    private boolean absent;

    private record State(
            long size, FileTime modified, @Nullable Object key) {
        static State of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    ModelFile(Path file, ModelSwap swap) {
        this.file = file;
        this.swap = swap;
    }

    /** Watches a file until it is closed. */
    public static ModelFile watch(Path file, ModelSwap swap) {
        ModelFile watched = new ModelFile(file, swap);
        watched.thread.setDaemon(true);
        watched.thread.start();
        return watched;
    }

    private void watch() {
        try {
            do {
                look();
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            log.debug("no longer watching {}", file);
        }
    }

    /** Offers the file if it has changed since it was offered last and has not changed since the last look. */
    void look() {
        try {
            State now = State.of(file);
            absent = false;
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(handled)) {
                handled = now;
                swap.offer(Files.readAllBytes(file), file.toString());
            }
        } catch (NoSuchFileException e) {
            if (!absent) {
                log.warn("model file {} is gone; the model that serves goes on", file);
            }
            absent = true;
        } catch (IOException e) {
            swap.refuse("model " + file + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
