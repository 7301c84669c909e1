package org.alertformer.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, on the class path of the tests. Its log is appended to a file. */
final class ChildJvm {
    private final Process process;
    private final Path log;

    private ChildJvm(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** With its standard output in the log, too. */
    static ChildJvm start(Class<?> main, List<String> arguments, Path log, String... options) throws IOException {
        return start(main, arguments, log, ProcessBuilder.Redirect.appendTo(log.toFile()), options);
    }

    /** With a standard output that {@link #firstLine} reads. */
    static ChildJvm speaking(Class<?> main, List<String> arguments, Path log) throws IOException {
        return start(main, arguments, log, ProcessBuilder.Redirect.PIPE);
    }

    private static ChildJvm start(
            Class<?> main, List<String> arguments, Path log, ProcessBuilder.Redirect standardOutput, String... options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"));
        command.addAll(List.of(options));
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(standardOutput)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Not as an argument: ONNX Runtime 1.29 crashes where the command line is longer than a page of memory.
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ChildJvm(process, log);
    }

    /** Waits for the first line on standard output. */
    String firstLine() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process said nothing and ended, see " + log);
        }
        return line;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** The exit code; 137 after kill -9, 143 or 0 after SIGTERM. */
    int awaitExit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the process did not end within " + patience.toSeconds() + " s, see " + log);
        }
        return process.exitValue();
    }
}
