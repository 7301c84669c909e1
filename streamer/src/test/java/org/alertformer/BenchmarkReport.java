package org.alertformer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;
import org.alertformer.bench.ReportFile;
import org.alertformer.inference.CudaBenchmark;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH benchmarks, whose options it takes, and writes their results into their section of the benchmarks' file. */
public final class BenchmarkReport {
    private BenchmarkReport() {}

    /** The first argument is the file to write, the others are JMH's. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException, IOException {
        Path file = Path.of(arguments[0]);
        String[] options = Stream.of(arguments).skip(1).toArray(String[]::new);
        ChainedOptionsBuilder chosen = new OptionsBuilder().parent(new CommandLineOptions(options));
        String obstacle = CudaBenchmark.obstacle();
        if (obstacle != null) {
            chosen.exclude(CudaBenchmark.class.getSimpleName());
        }
        Collection<RunResult> results = new Runner(chosen.build()).run();
        new ReportFile(file).write("Parts (JMH)", report(results, obstacle));
        System.out.println("written to " + file);
    }

    private static String report(Collection<RunResult> results, @Nullable String obstacleToCuda) {
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
            String name = benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
            text.append(row(name, parameters, result));
            run.getSecondaryResults().forEach((label, secondary) -> {
                // With -prof gc the bytes allocated per operation; with counters of a benchmark's own, these.
                if (label.equals("gc.alloc.rate.norm") || !label.contains(".")) {
                    text.append(row(name + " " + label, parameters, secondary));
                }
            });
        }
        if (obstacleToCuda != null) {
            text.append("| CudaBenchmark | | not run: ").append(obstacleToCuda).append(" | | |\n");
        }
        return text.toString();
    }

    private static String row(String name, CharSequence parameters, Result<?> result) {
        return String.format(
                Locale.ROOT,
                "| %s | %s| %,.1f | %,.1f | %s |%n",
                name,
                parameters,
                result.getScore(),
                result.getScoreError(),
                result.getScoreUnit());
    }
}
