package org.alertformer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.OutputCodecs;
import org.alertformer.topology.OutputTopics;
import org.alertformer.topology.TopologySettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is read, what is written, and what is kept in between. */
final class TopologyOptions {
    @Option(
            names = "--survey",
            paramLabel = "NAME",
            defaultValue = "native",
            description = "Format of the input: native, ztf, lsst or elasticc (default: ${DEFAULT-VALUE}).")
    String survey = "native";

    @Option(
            names = "--topics",
            paramLabel = "TOPIC",
            split = ",",
            defaultValue = "alerts",
            description = "Topics to read, separated by commas (default: ${DEFAULT-VALUE}).")
    List<String> topics = new ArrayList<>();

    @Option(
            names = "--topic-pattern",
            paramLabel = "REGEX",
            description =
                    "Read all topics whose whole name matches, also those that appear later; in place of --topics.")
    @Nullable
    String pattern;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = OutputTopics.DEFAULT_PREFIX,
            description =
                    "Names the topics PREFIX.classifications, .flares and .dead-letters (default: ${DEFAULT-VALUE}).")
    String prefix = OutputTopics.DEFAULT_PREFIX;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "container",
            description = "How published records are written: container (Avro with its schema, what hop and fastavro "
                    + "read), single-object or json; for confluent see --schema-ids (default: ${DEFAULT-VALUE}).")
    String format = "container";

    @Option(
            names = "--schema-ids",
            paramLabel = "CLASS,FLARE",
            split = ",",
            arity = "1",
            description = "Write Confluent's framing with these registry ids of ClassAlert and FlareAlert.")
    int @Nullable [] schemaIds;

    @Option(
            names = "--repartition",
            description = "Re-key native alerts by object; for topics whose keys are not the objects' designations.")
    boolean repartition;

    @Option(
            names = "--max-observations",
            paramLabel = "N",
            defaultValue = "256",
            description = "Observations kept per object, the newest (default: ${DEFAULT-VALUE}).")
    int maximumObservations = TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS;

    @Option(
            names = "--max-record-bytes",
            paramLabel = "N",
            defaultValue = "4194304",
            description = "Longer records become dead letters unread (default: ${DEFAULT-VALUE}).")
    int maximumRecordBytes = TopologySettings.DEFAULT_MAXIMUM_RECORD_BYTES;

    @Option(
            names = "--min-flare-probability",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "Flare alerts are published from this probability on (default: ${DEFAULT-VALUE}).")
    double minimumFlareProbability = TopologySettings.DEFAULT_MINIMUM_FLARE_PROBABILITY;

    @Option(names = "--attention", description = "List the attention of each observation in class alerts.")
    boolean attention;

    TopologySettings settings() {
        Survey input = Survey.of(survey);
        return new TopologySettings(
                input,
                inputs(),
                new OutputTopics(prefix),
                codecs(),
                input == Survey.NATIVE && !repartition,
                maximumObservations,
                maximumRecordBytes,
                minimumFlareProbability,
                attention);
    }

    private InputTopics inputs() {
        if (pattern == null) {
            return new InputTopics.Named(topics);
        }
        try {
            return new InputTopics.Matching(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("topic pattern '" + pattern + "': " + e.getDescription(), e);
        }
    }

    private OutputCodecs codecs() {
        if (schemaIds != null) {
            if (schemaIds.length != 2) {
                throw new IllegalArgumentException("--schema-ids takes two ids, found " + schemaIds.length);
            }
            return OutputCodecs.confluent(schemaIds[0], schemaIds[1]);
        }
        return switch (format) {
            case "container" -> OutputCodecs.of(Format.CONTAINER);
            case "single-object" -> OutputCodecs.of(Format.SINGLE_OBJECT);
            case "json" -> OutputCodecs.of(Format.JSON);
            default ->
                throw new IllegalArgumentException(
                        "format '" + format + "' is none of container, single-object and json");
        };
    }
}
