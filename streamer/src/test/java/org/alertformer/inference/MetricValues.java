package org.alertformer.inference;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.List;

/** Reads numbers out of a registry. */
public final class MetricValues {
    private MetricValues() {}

    /**
     * @param name of a counter without its {@code _total}, or of a gauge
     * @param labels their values, in order
     * @throws IllegalArgumentException if there is none such
     */
    public static double of(PrometheusRegistry registry, String name, String... labels) {
        return registry.scrape(name::equals).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .filter(point -> labelsOf(point).equals(List.of(labels)))
                .mapToDouble(MetricValues::value)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + name + List.of(labels)));
    }

    private static List<String> labelsOf(DataPointSnapshot point) {
        return point.getLabels().stream().map(label -> label.getValue()).toList();
    }

    private static double value(DataPointSnapshot point) {
        return point instanceof CounterSnapshot.CounterDataPointSnapshot counter
                ? counter.getValue()
                : ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue();
    }
}
