package org.alertformer.deadletters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.subscription.StartingPoint;
import org.alertformer.subscription.TopicReader;
import org.alertformer.topology.TopicCreation;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Which dead letters were sent again, kept on a compacted topic beside them. An entry is written in the transaction that
 * sends the record: both are there or neither.
 */
final class ReplayLedger {
    private static final String SUFFIX = ".replayed";

    private final String topic;

    /**
     * @param deadLetters the topic whose letters are sent again
     */
    ReplayLedger(String deadLetters) {
        this.topic = deadLetters + SUFFIX;
    }

    void create(Admin admin) throws ExecutionException, InterruptedException {
        NewTopic compacted = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        TopicCreation.create(admin, List.of(compacted));
    }

    /** The letters that were sent, empty if the ledger was never begun. */
    Set<LetterAddress> read(Admin admin, Map<String, Object> client)
            throws IOException, ExecutionException, InterruptedException {
        Set<LetterAddress> sent = new HashSet<>();
        if (admin.listTopics().names().get().contains(topic)) {
            try (TopicReader reader = TopicReader.open(client, topic, StartingPoint.EARLIEST, null)) {
                reader.read(true, new RecordHandler() {
                    @Override
                    public boolean accept(ConsumerRecord<byte[], byte[]> entry) {
                        sent.add(LetterAddress.parse(new String(entry.key(), StandardCharsets.UTF_8)));
                        return true;
                    }

                    @Override
                    public void flush() {}
                });
            }
        }
        return sent;
    }

    /** What remembers that a letter was sent to a topic. */
    ProducerRecord<byte[], byte[]> entry(LetterAddress letter, String destination) {
        return new ProducerRecord<>(
                topic,
                letter.toString().getBytes(StandardCharsets.UTF_8),
                destination.getBytes(StandardCharsets.UTF_8));
    }
}
