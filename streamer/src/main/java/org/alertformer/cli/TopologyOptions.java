package org.alertformer.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.DailyTopics;
import org.alertformer.survey.DescTaxonomy;
import org.alertformer.survey.SchemaRegistry;
import org.alertformer.survey.Survey;
import org.alertformer.survey.WriterSchemas;
import org.alertformer.topology.InputSettings;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.OutputCodecs;
import org.alertformer.topology.OutputSettings;
import org.alertformer.topology.OutputTopics;
import org.alertformer.topology.TopologySettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is read, what is written, and what is kept in between. */
final class TopologyOptions {
    private static final String ALSO_DESC = "desc";

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
            description = "Topics to read, separated by commas; {date} stands for the day of topics that are made anew "
                    + "each day, as in ztf_{date}_programid1 (default: ${DEFAULT-VALUE}).")
    List<String> topics = new ArrayList<>();

    @Option(
            names = "--topic-pattern",
            paramLabel = "REGEX",
            description =
                    "Read all topics whose whole name matches, also those that appear later; in place of --topics.")
    @Nullable
    String pattern;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "How many days of a topic with {date} (YYYYMMDD) in its name are read; the window moves on at 0 h "
                            + "UTC (default: ${DEFAULT-VALUE}).")
    int days = 3;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "Schema registry of the survey, for versions that are not bundled.")
    @Nullable
    URI registry;

    @Option(
            names = "--also",
            paramLabel = "desc",
            split = ",",
            description = "Also publish DESC's brokerClassification 0.9.1 on PREFIX.desc.")
    List<String> also = new ArrayList<>();

    @Option(
            names = "--desc-classes",
            paramLabel = "FILE",
            description =
                    "JSON file with DESC's numbers of the model's classes (default: those of the simulated classes).")
    @Nullable
    Path descClasses;

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
            names = "--output-registry",
            paramLabel = "URL",
            description =
                    "Register the schemas of what is published in this schema registry, under TOPIC-value, and write "
                            + "Confluent's framing with the ids it gives.")
    @Nullable
    URI outputRegistry;

    @Option(
            names = "--repartition",
            description = "Re-key native alerts by object; for topics whose keys are not the objects' designations.")
    boolean repartition;

    @Option(
            names = "--max-observations",
            paramLabel = "N",
            defaultValue = "512",
            description =
                    "Observations kept per object; of more, three quarters stay: the newest, those around the peak "
                            + "and a sample of the others (default: ${DEFAULT-VALUE}).")
    int maximumObservations = TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS;

    @Option(
            names = "--retention",
            paramLabel = "DAYS",
            description = "Forget objects that had no observation for so many days of the survey's own time "
                    + "(default: nothing is forgotten).")
    double retentionDays = TopologySettings.NO_RETENTION;

    @Option(
            names = "--max-record-bytes",
            paramLabel = "N",
            defaultValue = "4194304",
            description = "Longer records become dead letters unread (default: ${DEFAULT-VALUE}).")
    int maximumRecordBytes = InputSettings.DEFAULT_MAXIMUM_RECORD_BYTES;

    @Option(
            names = "--max-failures",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "Stop once so many records of a topic have failed in a row, rather than making dead letters of "
                            + "the whole topic; 0 never stops (default: ${DEFAULT-VALUE}).")
    int maximumFailures = InputSettings.DEFAULT_MAXIMUM_FAILURES;

    @Option(
            names = "--min-flare-probability",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "Flare alerts are published from this probability on (default: ${DEFAULT-VALUE}).")
    double minimumFlareProbability = OutputSettings.DEFAULT_MINIMUM_FLARE_PROBABILITY;

    @Option(
            names = "--shadow",
            paramLabel = "MODEL",
            description = "Also publish what this model says, on PREFIX.classifications.shadow and "
                    + "PREFIX.flares.shadow, to compare it with the one that serves.")
    @Nullable
    Path shadow;

    @Option(names = "--attention", description = "List the attention of each observation in class alerts.")
    boolean attention;

    /**
     * @param day the UTC day on which topics that are made anew each day are chosen
     * @param cache a directory for the answers of a schema registry
     */
    TopologySettings settings(LocalDate day, Path cache) throws IOException {
        Survey format = Survey.of(survey);
        InputSettings input = new InputSettings(
                format,
                registry == null ? WriterSchemas.bundled() : WriterSchemas.of(SchemaRegistry.at(registry, cache)),
                inputs(day),
                format == Survey.NATIVE && !repartition,
                maximumRecordBytes,
                maximumFailures);
        OutputSettings output = new OutputSettings(
                new OutputTopics(prefix), codecs(), minimumFlareProbability, attention, desc(), shadow != null);
        return new TopologySettings(input, output, maximumObservations, retentionDays);
    }

    /** Registers the published schemas where {@code --output-registry} says so; to be called once, before the stream. */
    void registerSchemas(Path cache) throws IOException, InterruptedException {
        if (outputRegistry == null) {
            return;
        }
        OutputTopics names = new OutputTopics(prefix);
        SchemaRegistry registry = SchemaRegistry.at(outputRegistry, cache);
        schemaIds = new int[] {
            registry.register(names.classifications() + "-value", ClassAlert.getClassSchema()),
            registry.register(names.flares() + "-value", FlareAlert.getClassSchema())
        };
    }

    InputTopics inputs(LocalDate day) {
        if (pattern != null) {
            try {
                return new InputTopics.Matching(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("topic pattern '" + pattern + "': " + e.getDescription(), e);
            }
        }
        if (topics.stream().noneMatch(DailyTopics::isTemplate)) {
            return new InputTopics.Named(topics);
        }
        String alternatives = topics.stream()
                .map(topic -> DailyTopics.isTemplate(topic)
                        ? DailyTopics.of(topic, days).patternOn(day).pattern()
                        : Pattern.quote(topic))
                .collect(Collectors.joining("|"));
        return new InputTopics.Matching(Pattern.compile(alternatives));
    }

    private @Nullable DescTaxonomy desc() throws IOException {
        if (!also.contains(ALSO_DESC)) {
            if (!also.isEmpty()) {
                throw new IllegalArgumentException("also '" + also.get(0) + "' is not " + ALSO_DESC);
            }
            return null;
        }
        return descClasses == null ? DescTaxonomy.shipped() : DescTaxonomy.read(descClasses);
    }

    private OutputCodecs codecs() {
        if (outputRegistry != null && !"container".equals(format)) {
            throw new IllegalArgumentException("--output-registry decides the format, so --format cannot be given");
        }
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
