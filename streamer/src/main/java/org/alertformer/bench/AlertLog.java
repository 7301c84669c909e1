package org.alertformer.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic read from its beginning, committed records only, without a group. For one thread. */
final class AlertLog implements AutoCloseable {
    static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** What is done with each record. */
    interface Reader {
        void read(ConsumerRecord<byte[], byte[]> record) throws Exception;
    }

    private AlertLog(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    static AlertLog open(String bootstrap, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new AlertLog(consumer);
    }

    /**
     * Reads until there were so many records.
     *
     * @return how many there were, fewer if none has come for a while
     */
    long read(long count, Duration patience, Reader reader) throws Exception {
        long seen = 0;
        long news = System.nanoTime();
        while (seen < count && System.nanoTime() - news < patience.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                reader.read(record);
                seen++;
                news = System.nanoTime();
            }
        }
        return seen;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
