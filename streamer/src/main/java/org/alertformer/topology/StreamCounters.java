package org.alertformer.topology;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this process has done since it started, as Prometheus reads it. Counts of work that a crash undid are counted again
 * when it is redone; what counts for sure is on the topics.
 */
public final class StreamCounters {
    private static final int MOST_SURVEYS = 50;
    private static final int MOST_TOPICS = 500;
    private static final double MILLIS = 1000;

    private final PrometheusRegistry registry;
    private final BoundedLabel surveys = new BoundedLabel(MOST_SURVEYS);
    private final BoundedLabel topics = new BoundedLabel(MOST_TOPICS);
    private final Counter received;
    private final Counter skipped;
    private final Counter repeated;
    private final Counter declined;
    private final Counter forgotten;
    private final Counter published;
    private final Counter flares;
    private final Counter dead;
    private final Counter shadow;
    private final Gauge pending;
    private final Histogram latency;

    /** Counts that nobody but {@link #snapshot} reads. */
    public StreamCounters() {
        this(new PrometheusRegistry());
    }

    /** Counts that the registry shows. */
    public StreamCounters(PrometheusRegistry registry) {
        this.registry = registry;
        received = counter("alertformer_alerts_received", "Records read from the survey's topics.", "survey", "topic");
        skipped = counter("alertformer_alerts_skipped", "Records that are in order but not for us.", "reason");
        repeated = counter("alertformer_alerts_repeated", "Alerts that were answered before.");
        declined = counter("alertformer_alerts_declined", "Alerts with fewer observations than the model takes.");
        forgotten = counter("alertformer_objects_forgotten", "Objects that were quiet for longer than the retention.");
        published = counter("alertformer_class_alerts", "Class alerts published.", "survey", "class");
        flares = counter("alertformer_flare_alerts", "Flare alerts published.", "survey");
        dead = counter("alertformer_dead_letters", "Records that could not be answered.", "reason");
        shadow = counter("alertformer_shadow_alerts", "Alerts that a second model was asked, too.", "outcome");
        pending = Gauge.builder()
                .name("alertformer_pending_alerts")
                .help("Alerts that wait for their prediction.")
                .register(registry);
        latency = Histogram.builder()
                .name("alertformer_latency_seconds")
                .help("From the record's timestamp to the publication of its class alert.")
                .classicOnly()
                .classicUpperBounds(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200)
                .register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    public PrometheusRegistry registry() {
        return registry;
    }

    void received(String survey, String topic) {
        received.labelValues(survey, topics.of(topic)).inc();
    }

    void repeated() {
        repeated.inc();
    }

    /**
     * @param survey as the alert names it
     * @param millis from the record's timestamp to now
     */
    void published(String survey, String bestClass, long millis) {
        published.labelValues(surveys.of(survey), bestClass).inc();
        latency.observe(Math.max(0, millis) / MILLIS);
    }

    void flare(String survey) {
        flares.labelValues(surveys.of(survey)).inc();
    }

    void declined() {
        declined.inc();
    }

    void forgotten(int objects) {
        forgotten.inc(objects);
    }

    void skipped(String reason) {
        skipped.labelValues(reason).inc();
    }

    void dead(String reason) {
        dead.labelValues(reason).inc();
    }

    /** @param outcome {@code published} or {@code failed} */
    void shadow(String outcome) {
        shadow.labelValues(outcome).inc();
    }

    /** So many alerts more, or fewer, wait for their prediction. */
    void pending(int change) {
        pending.inc(change);
    }

    /** Whether all alerts that were taken are answered. */
    boolean isNonePending() {
        return pending.get() <= 0;
    }

    /** Alerts that wait for their prediction. */
    double pending() {
        return pending.get();
    }

    /** A reading of all counters. */
    public Snapshot snapshot() {
        return new Snapshot(
                sum(received),
                sum(repeated),
                sum(published),
                sum(flares),
                sum(declined),
                sum(forgotten),
                sums(skipped),
                sums(dead));
    }

    private static long sum(Counter counter) {
        return Math.round(counter.collect().getDataPoints().stream()
                .mapToDouble(CounterDataPointSnapshot::getValue)
                .sum());
    }

    private static Map<String, Long> sums(Counter counter) {
        Map<String, Long> sums = new TreeMap<>();
        for (CounterDataPointSnapshot point : counter.collect().getDataPoints()) {
            sums.put(point.getLabels().getValue(0), Math.round(point.getValue()));
        }
        return sums;
    }

    /**
     * @param received records read
     * @param repeated alerts that were answered before
     * @param published class alerts
     * @param flares flare alerts
     * @param declined alerts with fewer observations than the model takes
     * @param forgotten objects that were quiet for longer than the retention
     * @param skipped records that are in order but not for us, by reason
     * @param dead dead letters, by reason
     */
    public record Snapshot(
            long received,
            long repeated,
            long published,
            long flares,
            long declined,
            long forgotten,
            Map<String, Long> skipped,
            Map<String, Long> dead) {
        /** One line for the log. */
        @Override
        public String toString() {
            return received + " received, " + published + " class alerts, " + flares + " flare alerts, " + repeated
                    + " repeated, " + declined + " with too few observations, " + forgotten
                    + " objects forgotten, skipped " + skipped + ", dead " + dead;
        }
    }
}
