package org.alertformer.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One instance of the stream with a supervisor: its state directory stays, its processes come and go. */
final class StreamInstance implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MAXIMUM_FAILURES = 10;

    private final StreamProgram program;
    private final Path directory;
    private ChildJvm process;
    private boolean wanted = true;
    private long startAt;
    private int kills;
    private int endedByItself;

    private StreamInstance(StreamProgram program, Path directory, ChildJvm process) {
        this.program = program;
        this.directory = directory;
        this.process = process;
    }

    static StreamInstance start(StreamProgram program, Path directory) throws IOException {
        return new StreamInstance(program, directory, launch(program, directory));
    }

    private static ChildJvm launch(StreamProgram program, Path directory) throws IOException {
        Path log = directory.resolveSibling(directory.getFileName() + ".log");
        return ChildJvm.start(
                program.main(), program.arguments(directory), log, program.jvm().toArray(String[]::new));
    }

    /**
     * Ends the process by kill -9 or SIGTERM, without waiting.
     *
     * @param absenceMillis after which it is started again
     */
    void disturb(boolean force, long absenceMillis) {
        end(force);
        startAt = System.nanoTime() + absenceMillis * 1_000_000;
    }

    /** Ends the process by SIGTERM, for good. */
    void leave() {
        end(false);
        wanted = false;
    }

    private void end(boolean force) {
        kills += process.alive() ? 1 : 0;
        if (force) {
            process.kill();
        } else {
            process.terminate();
        }
    }

    /** Starts a process where there should be one. */
    void supervise() throws IOException {
        if (!wanted || process.alive() || System.nanoTime() < startAt) {
            return;
        }
        if (startAt == 0 && ++endedByItself > MAXIMUM_FAILURES) {
            throw new AssertionError("the stream's processes end by themselves, see " + directory + ".log");
        }
        process = launch(program, directory);
        startAt = 0;
    }

    int awaitExit() throws InterruptedException {
        return process.awaitExit(PATIENCE);
    }

    /** How many processes were ended by force or by SIGTERM. */
    int kills() {
        return kills;
    }

    /** How many ended without being told to; for want of a broker, for instance. */
    int endedByItself() {
        return endedByItself;
    }

    @Override
    public void close() throws InterruptedException {
        wanted = false;
        process.kill();
        awaitExit();
    }
}
