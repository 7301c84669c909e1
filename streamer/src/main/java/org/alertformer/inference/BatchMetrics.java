package org.alertformer.inference;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How large calls of the model are, how long they take, and how often states save it work, as Prometheus reads it. */
public final class BatchMetrics {
    private static final double NANOS = 1e9;

    private final Histogram size;
    private final Histogram seconds;
    private final CounterDataPoint carried;
    private final CounterDataPoint computed;
    private final Gauge stateBytes;

    public BatchMetrics(PrometheusRegistry registry) {
        size = Histogram.builder()
                .name("alertformer_batch_size")
                .help("Light curves in one call of the model.")
                .classicOnly()
                .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
                .register(registry);
        seconds = Histogram.builder()
                .name("alertformer_inference_seconds")
                .help("Duration of one call of the model, encoding included.")
                .classicOnly()
                .classicUpperBounds(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5)
                .register(registry);
        Counter states = Counter.builder()
                .name("alertformer_states_total")
                .help(
                        "Light curves that a model which carries states went on with from one (hit) or read whole (miss).")
                .labelNames("outcome")
                .register(registry);
        carried = states.labelValues("hit");
        computed = states.labelValues("miss");
        stateBytes = Gauge.builder()
                .name("alertformer_state_bytes")
                .help("Memory for states of a model that carries them.")
                .register(registry);
    }

    /** Measurements that nobody reads. */
    static BatchMetrics unread() {
        return new BatchMetrics(new PrometheusRegistry());
    }

    void called(int lightCurves, long nanos) {
        size.observe(lightCurves);
        seconds.observe(nanos / NANOS);
    }

    void state(boolean hit) {
        (hit ? carried : computed).inc();
    }

    void stateBytes(long bytes) {
        stateBytes.set(bytes);
    }
}
