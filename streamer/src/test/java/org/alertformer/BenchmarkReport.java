package org.alertformer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs JMH benchmarks, whose options it takes, and writes their results with machine and date to one file. */
public final class BenchmarkReport {
    private BenchmarkReport() {}

    /** The first argument is the file to write, the others are JMH's. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException, IOException {
        Path file = Path.of(arguments[0]);
        String[] options = Stream.of(arguments).skip(1).toArray(String[]::new);
        Collection<RunResult> results = new Runner(new CommandLineOptions(options)).run();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, report(results));
        System.out.println("written to " + file);
    }

    private static String report(Collection<RunResult> results) throws IOException {
        StringBuilder text = new StringBuilder("# Benchmarks\n\n");
        text.append(Instant.now().truncatedTo(ChronoUnit.SECONDS))
                .append(", ")
                .append(machine())
                .append("\n\n");
        text.append("| benchmark | parameters | score | error | unit |\n|---|---|---|---|---|\n");
        for (RunResult run : results) {
            Result<?> result = run.getPrimaryResult();
            String benchmark = run.getParams().getBenchmark();
            StringBuilder parameters = new StringBuilder();
            for (String key : run.getParams().getParamsKeys()) {
                parameters
                        .append(key)
                        .append('=')
                        .append(run.getParams().getParam(key))
                        .append(' ');
            }
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s| %,.1f | %,.1f | %s |%n",
                    benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1),
                    parameters,
                    result.getScore(),
                    result.getScoreError(),
                    result.getScoreUnit()));
        }
        return text.toString();
    }

    private static String machine() throws IOException {
        Path cpuInfo = Path.of("/proc/cpuinfo");
        String cpu = System.getProperty("os.arch");
        if (Files.isReadable(cpuInfo)) {
            cpu = Files.readAllLines(cpuInfo).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(cpu);
        }
        return Runtime.getRuntime().availableProcessors() + " cores of " + cpu + ", " + System.getProperty("os.name")
                + ", Java " + Runtime.version();
    }
}
