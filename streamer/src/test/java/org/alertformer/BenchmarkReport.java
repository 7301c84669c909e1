package org.alertformer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;
import org.alertformer.bench.ReportFile;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs JMH benchmarks, whose options it takes, and writes their results into their section of the benchmarks' file. */
public final class BenchmarkReport {
    private BenchmarkReport() {}

    /** The first argument is the file to write, the others are JMH's. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException, IOException {
        Path file = Path.of(arguments[0]);
        String[] options = Stream.of(arguments).skip(1).toArray(String[]::new);
        Collection<RunResult> results = new Runner(new CommandLineOptions(options)).run();
        new ReportFile(file).write("Parts (JMH)", report(results));
        System.out.println("written to " + file);
    }

    private static String report(Collection<RunResult> results) {
        StringBuilder text = new StringBuilder();
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
}
