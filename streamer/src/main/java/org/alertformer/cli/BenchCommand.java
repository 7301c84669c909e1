package org.alertformer.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.bench.Bench;
import org.alertformer.bench.BenchPlan;
import org.alertformer.bench.ReportFile;
import org.alertformer.bench.Results;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the stream on this machine: throughput beside ONNX Runtime alone, beside Kafka's own clients"
                        + " and, where the peers were built, beside Flink; latency, visits, long histories. Brings its own broker.")
final class BenchCommand implements Callable<Integer> {
    private static final String PEERS = "../peers/target/alertformer-peers.jar";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--quick",
            description = "Fewer repetitions of fewer things, in less than five minutes on two cores.")
    private boolean quick;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "How often each contender drains its topic (default: 5, with --quick 2).")
    private int repetitions;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Markdown file whose section on the stream is written anew (default: benchmarks.md beside the"
                    + " program, where the JMH benchmarks of the build write, too).")
    private @Nullable Path output;

    @Option(names = "--json", paramLabel = "FILE", description = "The medians, by name, as one JSON object.")
    private @Nullable Path json;

    @Option(names = "--model", paramLabel = "FILE", description = "Model to measure with (default: the shipped model).")
    private @Nullable Path model;

    @Option(
            names = "--peers",
            paramLabel = "JAR",
            description = "Jar of the peers (default: where mvn -Pcpu,peers package leaves it, if it is there).")
    private @Nullable Path peers;

    @Override
    public Integer call() throws Exception {
        var terminal = Objects.requireNonNull(spec).commandLine();
        if (repetitions < 0) {
            throw new IllegalArgumentException("repetitions " + repetitions + " are negative");
        }
        BenchPlan plan = quick ? BenchPlan.quick() : BenchPlan.full();
        Path directory = Files.createTempDirectory("alertformer-bench");
        try {
            Path measured = model == null ? copy(ModelOptions.SHIPPED, directory) : model;
            Results results;
            try (Bench bench = Bench.start(
                    repetitions == 0 ? plan : plan.repeated(repetitions),
                    measured,
                    peers == null ? builtPeers() : peers,
                    directory,
                    step -> terminal.getErr().println(step))) {
                results = bench.run();
            }
            Path report = output == null ? beside("benchmarks.md") : output;
            new ReportFile(report).write("The stream (alertformer bench" + (quick ? " --quick)" : ")"), results.text());
            if (json != null) {
                Map<String, Object> summary = results.summary();
                Files.writeString(
                        json,
                        JsonMapper.builder()
                                        .build()
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsString(summary) + "\n");
            }
            terminal.getOut().println(results.text());
            terminal.getErr().println("written to " + report);
            return 0;
        } finally {
            Utils.delete(directory.toFile());
        }
    }

    /** The peers' jar of this checkout. */
    private static @Nullable Path builtPeers() throws URISyntaxException {
        Path built = beside(PEERS);
        return Files.exists(built) ? built : null;
    }

    /** A path relative to the folder of this program, {@code streamer/target} in a checkout. */
    private static Path beside(String other) throws URISyntaxException {
        Path own = Path.of(BenchCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return own.resolveSibling(other).normalize();
    }

    private static Path copy(String resource, Path directory) throws IOException {
        Path file = directory.resolve(Path.of(resource).getFileName());
        try (InputStream in = BenchCommand.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new CommandFailure("this build ships no " + resource + "; name a file with --model");
            }
            Files.copy(in, file);
        }
        return file;
    }
}
