package org.alertformer.topology;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Where and how a stream runs.
 *
 * @param bootstrap Kafka's addresses, host:port separated by commas
 * @param applicationId names the consumer group, the internal topics and the transactions
 * @param stateDirectory where RocksDB keeps its files; one per instance
 * @param threads stream threads
 * @param partitions of output topics that have to be made; 0 for as many as the input has
 * @param topicPatience how long to wait for input topics that do not exist yet
 * @param membership its place among the instances that share the work
 * @param properties Kafka's own settings, which override ours; they may hold secrets
 * @param topology what the topology is to do
 */
public record StreamSettings(
        String bootstrap,
        String applicationId,
        Path stateDirectory,
        int threads,
        int partitions,
        Duration topicPatience,
        Membership membership,
        Map<String, String> properties,
        TopologySettings topology) {
    /** Room for a dead letter of any record that fits the input's largest, and for its headers. */
    static final int LARGEST_REQUEST = 16 << 20;
    /** How long the group keeps an instance's partitions for it. */
    private static final int ABSENCE_MILLIS = 30_000;

    public StreamSettings {
        if (!applicationId.matches("[a-zA-Z0-9._-]{1,200}")) {
            throw new IllegalArgumentException("application id '" + applicationId
                    + "' is not 1 to 200 of the letters, digits, '.', '_' and '-' a topic may have");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + " is less than 1");
        }
        if (partitions < 0) {
            throw new IllegalArgumentException("partitions " + partitions + " is negative");
        }
        properties = Map.copyOf(properties);
    }

    /**
     * These settings for an instance whose light curves others can ask for.
     *
     * @param address of its page, host:port; {@code application.server} among Kafka's own settings overrides it
     */
    public StreamSettings servedAt(String address) {
        Map<String, String> more = new HashMap<>(properties);
        more.putIfAbsent(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
        return new StreamSettings(
                bootstrap,
                applicationId,
                stateDirectory,
                threads,
                partitions,
                topicPatience,
                membership,
                more,
                topology);
    }

    /** The settings that every client of this application shares. */
    public Map<String, Object> clientProperties() {
        Map<String, Object> client = new HashMap<>(properties);
        client.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return client;
    }

    /** @param instance the name by which the group knows this instance again */
    Properties streamsProperties(String instance) {
        Properties p = new Properties();
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, CommitRhythm.LONGEST.toMillis());
        p.put(StreamsConfig.POLL_MS_CONFIG, CommitRhythm.POLL.toMillis());
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, membership.standbys());
        p.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ABSENCE_MILLIS);
        p.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        p.put(
                StreamsConfig.STATE_CLEANUP_DIR_MAX_AGE_MS_CONFIG,
                AlertTopology.TOMBSTONES_KEPT.dividedBy(2).toMillis());
        // Each object is touched less than once per commit: a cache in front of the stores only delays writes.
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_REQUEST);
        p.putAll(properties);
        return p;
    }

    /** Without the properties, which may hold secrets. */
    @Override
    public String toString() {
        return "StreamSettings[" + applicationId + " at " + bootstrap + ", state in " + stateDirectory + "]";
    }
}
