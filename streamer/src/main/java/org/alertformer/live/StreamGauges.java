package org.alertformer.live;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.topology.ProgramVersion;
import org.alertformer.topology.StreamStatus;

/** What is read from the stream when Prometheus asks: lag, stores, what is left to restore, the model. */
final class StreamGauges {
    private final PrometheusRegistry registry;

    private StreamGauges(PrometheusRegistry registry) {
        this.registry = registry;
    }

    static void register(StreamWatch watch, PrometheusRegistry registry) {
        StreamGauges gauges = new StreamGauges(registry);
        gauges.add(
                "alertformer_build_info",
                "The program's version.",
                point -> point.call(1, ProgramVersion.text()),
                "version");
        gauges.add(
                "alertformer_model_info",
                "The model that answers.",
                point -> {
                    ModelIdentity model = watch.model();
                    point.call(1, model.card().name(), model.card().version(), model.digest());
                },
                "name",
                "version",
                "digest");
        gauges.add("alertformer_ready", "1 once partitions are assigned and their stores restored.", point -> {
            StreamStatus status = watch.status();
            point.call(status != null && status.running() ? 1 : 0);
        });
        gauges.add("alertformer_tasks", "Tasks assigned to this process.", point -> {
            StreamStatus status = watch.status();
            point.call(status == null ? 0 : status.tasks());
        });
        gauges.each(
                watch,
                "alertformer_consumer_lag_records",
                "Records that wait on an assigned partition.",
                StreamStatus::lags,
                (lag, point) -> point.call(lag.records(), lag.topic(), Integer.toString(lag.partition())),
                "topic",
                "partition");
        gauges.each(
                watch,
                "alertformer_store_entries",
                "Entries of a store, as RocksDB estimates them.",
                StreamStatus::stores,
                (store, point) -> point.call(store.entries(), store.name()),
                "store");
        gauges.each(
                watch,
                "alertformer_store_bytes",
                "Size of a store in files and in memory not yet written.",
                StreamStatus::stores,
                (store, point) -> point.call(store.bytes(), store.name()),
                "store");
        gauges.each(
                watch,
                "alertformer_restore_remaining_records",
                "Records still to be read from a store's changelog.",
                status -> List.copyOf(status.restoring().entrySet()),
                (left, point) -> point.call(left.getValue(), left.getKey()),
                "store");
    }

    private void add(String name, String help, Consumer<GaugeWithCallback.Callback> reading, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(reading)
                .register(registry);
    }

    private interface Point<T> {
        void read(T item, GaugeWithCallback.Callback point);
    }

    private <T> void each(
            StreamWatch watch,
            String name,
            String help,
            Function<StreamStatus, List<T>> items,
            Point<T> reading,
            String... labels) {
        add(
                name,
                help,
                point -> {
                    StreamStatus status = watch.status();
                    if (status != null) {
                        items.apply(status).forEach(item -> reading.read(item, point));
                    }
                },
                labels);
    }
}
