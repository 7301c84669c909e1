package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamCountersTest {
    @Test
    void snapshot_sumsOverLabels() {
        StreamCounters counters = new StreamCounters();
        counters.received("ztf", "a");
        counters.received("ztf", "b");
        counters.published("ztf", "flare", 40);
        counters.published("ztf", "drw", 50);
        counters.flare("ztf");
        counters.dead("malformed");
        counters.dead("malformed");
        counters.dead("empty");
        counters.skipped("solar-system");

        // When
        StreamCounters.Snapshot snapshot = counters.snapshot();

        // Then
        assertThat(snapshot)
                .isEqualTo(new StreamCounters.Snapshot(
                        2, 0, 2, 1, 0, 0, Map.of("solar-system", 1L), Map.of("malformed", 2L, "empty", 1L)));
    }

    /** A native alert may name any survey it likes; each name would be a time series for ever. */
    @Test
    void published_endlesslyManySurveys_areFewTimeSeries() {
        PrometheusRegistry registry = new PrometheusRegistry();
        StreamCounters counters = new StreamCounters(registry);

        // When
        for (int i = 0; i < 10_000; i++) {
            counters.published("survey" + i, "flare", 1);
        }

        // Then
        MetricSnapshot alerts = registry.scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals("alertformer_class_alerts"))
                .findFirst()
                .orElseThrow();
        assertThat(alerts.getDataPoints())
                .hasSize(51)
                .anyMatch(point -> point.getLabels().get("survey").equals("other"));
        assertThat(counters.snapshot().published()).isEqualTo(10_000);
    }
}
