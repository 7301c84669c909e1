package org.alertformer.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the input topics and makes the output topics: Streams does neither, and stalls where they are missing. */
final class StreamTopics {
    private static final Logger log = LoggerFactory.getLogger(StreamTopics.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private StreamTopics() {}

    static void prepare(Admin admin, StreamSettings settings) throws TopicsException, InterruptedException {
        BrokerProbe.requireAnswer(admin, settings.bootstrap());
        try {
            int inputPartitions = awaitInputs(admin, settings);
            int partitions = settings.partitions() > 0 ? settings.partitions() : inputPartitions;
            createOutputs(admin, settings.topology().output(), partitions);
        } catch (ExecutionException e) {
            throw new TopicsException("the topics cannot be prepared: " + BrokerProbe.reason(e), e);
        }
    }

    /** The largest number of partitions of an input. */
    private static int awaitInputs(Admin admin, StreamSettings settings)
            throws ExecutionException, InterruptedException, TopicsException {
        long rounds = Math.max(1, settings.topicPatience().toSeconds());
        InputTopics inputs = settings.topology().input().topics();
        for (long round = 0; ; round++) {
            Set<String> present = admin.listTopics().names().get();
            Set<String> found = inputs.among(present);
            if (!found.isEmpty()) {
                return admin.describeTopics(found).allTopicNames().get().values().stream()
                        .mapToInt(topic -> topic.partitions().size())
                        .max()
                        .orElse(1);
            }
            if (round >= rounds) {
                throw new TopicsException(
                        "there is no " + inputs.missing(present).replaceFirst("^a ", "") + " at "
                                + settings.bootstrap() + " after "
                                + settings.topicPatience().toSeconds() + " s");
            }
            if (round == 0) {
                log.info("waiting for {}", inputs.missing(present));
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private static void createOutputs(Admin admin, OutputSettings output, int partitions)
            throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics().names().get();
        List<NewTopic> absent = new ArrayList<>();
        for (String topic : output.topicNames()) {
            if (!present.contains(topic)) {
                Map<String, String> config = topic.equals(output.topics().deadLetters())
                        ? Map.of(
                                TopicConfig.COMPRESSION_TYPE_CONFIG,
                                "zstd",
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(StreamSettings.LARGEST_REQUEST))
                        : Map.of(TopicConfig.COMPRESSION_TYPE_CONFIG, "zstd");
                absent.add(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config));
            }
        }
        TopicCreation.create(admin, absent);
        absent.forEach(topic -> log.info("created topic {} with {} partitions", topic.name(), partitions));
    }
}
