package org.alertformer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.alertformer.deadletters.LetterFilter;
import org.alertformer.deadletters.LetterTable;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.subscription.AlertFilter;
import org.alertformer.subscription.AlertHandler;
import org.alertformer.subscription.AlertOutput;
import org.alertformer.subscription.AlertTopic;
import org.alertformer.subscription.PartitionLag;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.subscription.StartingPoint;
import org.alertformer.subscription.TopicReader;
import org.alertformer.subscription.UnreadableTopicException;
import org.alertformer.topology.OutputTopics;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code subscribe}: class alerts, flare alerts or dead letters as a table, as JSON or as Avro. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = "Shows or saves the alerts that are published, until it is told to stop.")
final class SubscribeCommand implements Callable<Integer> {
    private final OutputStream out;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "classifications",
            description =
                    "classifications, flares, dead-letters, or shadow and shadow-flares, what the model of run's --shadow "
                            + "says (default: ${DEFAULT-VALUE}).")
    private String topic = "classifications";

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = OutputTopics.DEFAULT_PREFIX,
            description = "The topic is PREFIX.TOPIC (default: ${DEFAULT-VALUE}).")
    private String prefix = OutputTopics.DEFAULT_PREFIX;

    @Option(names = "--class", paramLabel = "NAME", split = ",", description = "Only alerts whose best class it is.")
    private Set<String> classes = new HashSet<>();

    @Option(names = "--object", paramLabel = "NAME", split = ",", description = "Only alerts of this object.")
    private Set<String> objects = new HashSet<>();

    @Option(names = "--survey", paramLabel = "NAME", split = ",", description = "Only alerts of this survey.")
    private Set<String> surveys = new HashSet<>();

    @Option(
            names = "--min-probability",
            paramLabel = "P",
            defaultValue = "0",
            description = "Only alerts whose best class, or whose flare, has this probability (default: 0).")
    private double minimumProbability;

    @Option(
            names = "--from",
            paramLabel = "WHEN",
            description = {
                "Where to start: earliest, latest, a time ago (-90s -15m -1h -2d) or a time (2026-03-01T04:00:00Z).",
                "Default: latest, with --until-end and --lag earliest."
            })
    private @Nullable String from;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many alerts.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--until-end", description = "Stop where the topic ends now.")
    private boolean untilEnd;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json (one record a line) or avro (one container) (default: ${DEFAULT-VALUE}).")
    private OutputFormat format = OutputFormat.table;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Also save each alert to a file of its own, an Avro container.")
    private @Nullable Path folder;

    @Option(
            names = "--group",
            paramLabel = "ID",
            description = "Read as a member of this consumer group and go on where it has left off.")
    private @Nullable String group;

    @Option(
            names = "--schema-id",
            paramLabel = "N",
            description = "The id of the topic's schema in its registry; needed for Confluent's framing only.")
    private @Nullable Integer schemaId;

    @Option(
            names = "--lag",
            description =
                    "Only print how far each partition's end is from the group, or from --from; in offsets, of which "
                            + "the markers of transactions take some.")
    private boolean lag;

    /** Spelled as on the command line. */
    private enum OutputFormat {
        table,
        json,
        avro
    }

    SubscribeCommand() {
        this(new StandardOutput());
    }

    SubscribeCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        OutputTopics topics = new OutputTopics(prefix);
        try {
            switch (topic) {
                case "classifications" -> alerts(topics.classifications(), AlertTopic.CLASSIFICATIONS);
                case "flares" -> alerts(topics.flares(), AlertTopic.FLARES);
                case "shadow" -> alerts(topics.shadowClassifications(), AlertTopic.CLASSIFICATIONS);
                case "shadow-flares" -> alerts(topics.shadowFlares(), AlertTopic.FLARES);
                case "dead-letters" -> deadLetters(topics.deadLetters());
                default ->
                    throw new IllegalArgumentException("topic '" + topic
                            + "' is none of classifications, flares, shadow, shadow-flares and dead-letters");
            }
        } catch (StandardOutput.ReaderGone e) {
            return 0; // whoever reads has seen enough
        } catch (UnreadableTopicException e) {
            throw new CommandFailure(e.getMessage() + " (Kafka at " + kafka.bootstrap + ")", e);
        }
        return 0;
    }

    private <T extends SpecificRecordBase> void alerts(String name, AlertTopic<T> kind) throws IOException {
        AlertFilter filter = new AlertFilter(classes, surveys, objects, minimumProbability);
        AlertCodec<T> codec = schemaId == null
                ? AlertCodec.of(kind.type(), Format.CONTAINER)
                : AlertCodec.confluent(kind.type(), schemaId);
        List<AlertOutput<T>> outputs = new ArrayList<>();
        if (!lag) {
            outputs.add(
                    switch (format) {
                        case table -> AlertOutput.table(kind, out);
                        case json -> AlertOutput.json(kind, out);
                        case avro -> AlertOutput.container(kind, out);
                    });
        }
        if (folder != null) {
            outputs.add(AlertOutput.folder(kind, folder));
        }
        read(name, new AlertHandler<>(kind, codec, filter, outputs, limit));
    }

    private void deadLetters(String name) throws IOException {
        if (!classes.isEmpty() || !objects.isEmpty() || !surveys.isEmpty() || minimumProbability > 0) {
            throw new IllegalArgumentException("dead letters cannot be filtered");
        }
        if (format == OutputFormat.avro) {
            throw new IllegalArgumentException("dead letters have no schema: use --format table or json, and --save");
        }
        read(
                name,
                new LetterTable(new LetterFilter(Set.of(), Set.of()), format == OutputFormat.json, out, folder, limit));
    }

    private void read(String name, RecordHandler handler) throws IOException {
        String start = from == null ? (untilEnd || lag ? "earliest" : "latest") : from;
        StartingPoint point = StartingPoint.parse(start, Instant.now());
        try (TopicReader reader = TopicReader.open(kafka.clientProperties(), name, point, group);
                StopSignal stopping = StopSignal.calling(reader::stop)) {
            if (lag) {
                printLag(reader.lag());
            } else {
                reader.read(untilEnd, handler);
            }
        }
        out.flush();
    }

    private void printLag(List<PartitionLag> partitions) throws IOException {
        StringBuilder lines = new StringBuilder();
        boolean json = format == OutputFormat.json;
        if (!json) {
            lines.append(String.format("%9s %12s %12s %12s%n", "partition", "position", "end", "lag"));
        }
        for (PartitionLag lag : partitions) {
            lines.append(String.format(
                    json ? "{\"partition\":%d,\"position\":%d,\"end\":%d,\"lag\":%d}%n" : "%9d %12d %12d %12d%n",
                    lag.partition(),
                    lag.position(),
                    lag.end(),
                    lag.offsets()));
        }
        if (!json) {
            long total = partitions.stream().mapToLong(PartitionLag::offsets).sum();
            lines.append(String.format("%9s %12s %12s %12d%n", "all", "", "", total));
        }
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
