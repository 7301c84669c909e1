package org.alertformer.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.alertformer.deadletters.LetterAddress;
import org.alertformer.deadletters.LetterFilter;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.subscription.StartingPoint;
import org.alertformer.subscription.TopicReader;
import org.alertformer.subscription.UnreadableTopicException;
import org.alertformer.topology.OutputTopics;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the dead letters are, and which of them are meant. */
final class LetterOptions {
    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = OutputTopics.DEFAULT_PREFIX,
            description = "The topic is PREFIX.dead-letters (default: ${DEFAULT-VALUE}).")
    private String prefix = OutputTopics.DEFAULT_PREFIX;

    @Option(
            names = "--reason",
            paramLabel = "CODE",
            split = ",",
            description = "Only letters of this reason: empty, oversized, malformed, unknown-schema, invalid-value, "
                    + "wrong-key or model-failed.")
    private Set<String> reasons = new HashSet<>();

    @Option(
            names = {"--from", "--since"},
            paramLabel = "WHEN",
            defaultValue = "earliest",
            description = "Only letters of records since then: earliest, a time ago (-90s -15m -1h -2d) or a time "
                    + "(2026-03-01T04:00:00Z) (default: ${DEFAULT-VALUE}).")
    private String from = "earliest";

    String topic() {
        return new OutputTopics(prefix).deadLetters();
    }

    LetterFilter filter(List<String> addresses) {
        return new LetterFilter(
                reasons, addresses.stream().map(LetterAddress::parse).collect(Collectors.toSet()));
    }

    /** Hands over what there is now. */
    void read(RecordHandler handler) throws IOException {
        StartingPoint point = StartingPoint.parse(from, Instant.now());
        try (TopicReader reader = TopicReader.open(kafka.clientProperties(), topic(), point, null);
                StopSignal stopping = StopSignal.calling(reader::stop)) {
            reader.read(true, handler);
        } catch (UnreadableTopicException e) {
            throw new CommandFailure(e.getMessage() + " (Kafka at " + kafka.bootstrap + ")", e);
        }
    }
}
