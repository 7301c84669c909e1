package org.alertformer.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;

/**
 * How a stream is doing at this moment.
 *
 * @param state of Kafka Streams, in its words
 * @param running whether partitions are assigned and their stores restored
 * @param tasks assigned to this process
 * @param lags records that wait on each assigned partition
 * @param stores what RocksDB keeps
 * @param restoring records still to be read from changelogs, by store
 * @param secondsSincePoll since the slowest stream thread last asked for records; 0 where none has yet
 */
public record StreamStatus(
        String state,
        boolean running,
        int tasks,
        List<Lag> lags,
        List<Store> stores,
        Map<String, Long> restoring,
        double secondsSincePoll) {

    /** Records on a partition behind the one that is read next. */
    public record Lag(String topic, int partition, long records) {}

    /**
     * The parts of a store that this process has, together.
     *
     * @param entries RocksDB's estimate
     * @param bytes in files and in memory not yet written to files
     */
    public record Store(String name, long entries, long bytes) {}

    /** Records that wait on all assigned partitions. */
    public long lag() {
        return lags.stream().mapToLong(Lag::records).sum();
    }

    static StreamStatus of(KafkaStreams streams, Map<String, Long> restoring) {
        List<Lag> lags = new ArrayList<>();
        Map<String, Store> stores = new TreeMap<>();
        double secondsSincePoll = 0;
        for (Map.Entry<MetricName, ? extends Metric> entry : streams.metrics().entrySet()) {
            MetricName metric = entry.getKey();
            switch (metric.name()) {
                case "records-lag" -> {
                    if (isOfInput(metric)) {
                        lags.add(new Lag(
                                metric.tags().getOrDefault("topic", ""),
                                Integer.parseInt(metric.tags().getOrDefault("partition", "0")),
                                (long) number(entry.getValue())));
                    }
                }
                case "last-poll-seconds-ago" -> {
                    if (isOfInput(metric)) {
                        secondsSincePoll = Math.max(secondsSincePoll, number(entry.getValue()));
                    }
                }
                case "estimate-num-keys" -> add(stores, metric, (long) number(entry.getValue()), 0);
                case "total-sst-files-size", "size-all-mem-tables" ->
                    add(stores, metric, 0, (long) number(entry.getValue()));
                default -> {}
            }
        }
        KafkaStreams.State state = streams.state();
        int tasks = streams.metadataForLocalThreads().stream()
                .map(ThreadMetadata::activeTasks)
                .mapToInt(Set::size)
                .sum();
        return new StreamStatus(
                state.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                state == KafkaStreams.State.RUNNING,
                tasks,
                toldOnce(lags),
                List.copyOf(stores.values()),
                restoring,
                secondsSincePoll);
    }

    private static boolean isOfInput(MetricName metric) {
        return !metric.tags().getOrDefault("client-id", "").endsWith("-restore-consumer");
    }

    /** Kafka tells the lag of a topic with dots in its name twice, the second time with underscores for the dots. */
    private static List<Lag> toldOnce(List<Lag> lags) {
        Set<String> again = new HashSet<>();
        for (Lag lag : lags) {
            if (lag.topic().indexOf('.') >= 0) {
                again.add(lag.topic().replace('.', '_'));
            }
        }
        return lags.stream()
                .filter(lag -> !again.contains(lag.topic()))
                .sorted(Comparator.comparing(Lag::topic).thenComparingInt(Lag::partition))
                .toList();
    }

    private static void add(Map<String, Store> stores, MetricName metric, long entries, long bytes) {
        String name = metric.tags().get("rocksdb-state-id");
        if (name != null) {
            stores.merge(
                    name,
                    new Store(name, entries, bytes),
                    (a, b) -> new Store(name, a.entries() + b.entries(), a.bytes() + b.bytes()));
        }
    }

    private static double number(Metric metric) {
        return metric.metricValue() instanceof Number number && number.doubleValue() >= 0 ? number.doubleValue() : 0;
    }
}
