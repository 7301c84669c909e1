package org.alertformer.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.scoring.Scorecard;
import org.alertformer.topology.OutputTopics;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Feeds a scorecard with what is committed to the alert topics, and with what was sent on the input topics. */
final class ScoreFeed implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String classTopic;
    private final String flareTopic;
    private final Scorecard scorecard;
    private final Map<TopicPartition, Long> liveFrom;
    private final AlertCodec<Alert> alerts = AlertCodec.of(Alert.class, Format.CONTAINER);
    private final AlertCodec<ClassAlert> classAlerts = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private final AlertCodec<FlareAlert> flareAlerts = AlertCodec.of(FlareAlert.class, Format.CONTAINER);

    private ScoreFeed(
            KafkaConsumer<byte[], byte[]> consumer, String classTopic, String flareTopic, Scorecard scorecard) {
        this.consumer = consumer;
        this.classTopic = classTopic;
        this.flareTopic = flareTopic;
        this.scorecard = scorecard;
        this.liveFrom = consumer.endOffsets(consumer.assignment());
    }

    /**
     * From the beginning of the topics, or from their end.
     *
     * @param client Kafka's settings, with the address
     * @param shadow whether the alerts of the second model are judged
     * @param inputs topics of native alerts, may be empty
     * @throws CommandFailure if a topic does not exist
     */
    static ScoreFeed open(
            Map<String, Object> client,
            OutputTopics outputs,
            boolean shadow,
            List<String> inputs,
            boolean fromBeginning,
            Scorecard scorecard) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<String> topics = new ArrayList<>(inputs);
            String classTopic = shadow ? outputs.shadowClassifications() : outputs.classifications();
            String flareTopic = shadow ? outputs.shadowFlares() : outputs.flares();
            topics.add(classTopic);
            topics.add(flareTopic);
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                List<PartitionInfo> found = consumer.partitionsFor(topic);
                if (found == null || found.isEmpty()) {
                    throw new CommandFailure("topic " + topic + " does not exist");
                }
                found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            return new ScoreFeed(consumer, classTopic, flareTopic, scorecard);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Takes what has arrived, waiting no longer than given; returns how many records that were. */
    int take(Duration wait) {
        var records = consumer.poll(wait);
        records.forEach(this::take);
        return records.count();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(classTopic)) {
            ClassAlert alert = classAlerts.decode(record.value());
            long end = liveFrom.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
            if (record.offset() >= end) {
                scorecard.add(alert, System.currentTimeMillis());
            } else {
                scorecard.add(alert);
            }
        } else if (record.topic().equals(flareTopic)) {
            scorecard.add(flareAlerts.decode(record.value()));
        } else {
            Alert alert = alerts.decode(record.value());
            scorecard.sent(alert.getObjectId(), alert.getAlertId());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
