package org.alertformer.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a process of the benchmark is to do, as it stands on its command line.
 *
 * @param contender who classifies
 * @param bootstrap Kafka's address
 * @param topic the alerts, in the native format, keyed by object
 * @param name of this run: consumer group, transactions and output topics
 * @param directory for state
 * @param warmUp alerts before the clock starts
 * @param alerts on the topic, with those of the warm-up; 0 for a process that serves until it is told to stop
 * @param threads stream threads, or parallelism
 * @param model the model file
 */
public record Task(
        Contender contender,
        String bootstrap,
        String topic,
        String name,
        Path directory,
        long warmUp,
        long alerts,
        int threads,
        Path model) {
    /** Who classifies. */
    public enum Contender {
        /** ONNX Runtime on light curves in memory. */
        ORT,
        /** Consumer and producer transactions, light curves in a map that no crash survives. */
        PLAIN,
        STREAM,
        /** The stream with one call of the model for each alert, on the stream's own threads. */
        PER_RECORD,
        /** Flink, one call of the model for each alert. */
        FLINK_PER_RECORD,
        /** Flink with micro-batches. */
        FLINK_BATCHED;

        boolean isFlink() {
            return this == FLINK_PER_RECORD || this == FLINK_BATCHED;
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    List<String> arguments() {
        return List.of(
                "contender=" + contender,
                "bootstrap=" + bootstrap,
                "topic=" + topic,
                "name=" + name,
                "directory=" + directory,
                "warmUp=" + warmUp,
                "alerts=" + alerts,
                "threads=" + threads,
                "model=" + model);
    }

    /** Reads what {@link #arguments} writes. */
    public static Task parse(String... arguments) {
        Map<String, String> values = Stream.of(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new Task(
                Contender.valueOf(value(values, "contender")),
                value(values, "bootstrap"),
                value(values, "topic"),
                value(values, "name"),
                Path.of(value(values, "directory")),
                Long.parseLong(value(values, "warmUp")),
                Long.parseLong(value(values, "alerts")),
                Integer.parseInt(value(values, "threads")),
                Path.of(value(values, "model")));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the task has no '" + name + "'");
        }
        return value;
    }

    /** Where class alerts go. */
    public String output() {
        return name + ".classifications";
    }
}
