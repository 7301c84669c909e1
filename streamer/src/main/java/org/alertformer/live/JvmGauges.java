package org.alertformer.live;

import com.sun.management.OperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** Memory, collections, threads and processor time of this process, named as Prometheus' own client names them. */
final class JvmGauges {
    private static final double MILLIS = 1000;
    private static final double NANOS = 1e9;

    private JvmGauges() {}

    static void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Memory in use.")
                .labelNames("area")
                .callback(point -> {
                    point.call(heap().getUsed(), "heap");
                    point.call(nonheap().getUsed(), "nonheap");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_memory_max_bytes")
                .help("The most memory the heap may take.")
                .labelNames("area")
                .callback(point -> point.call(heap().getMax(), "heap"))
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_threads_current")
                .help("Live threads.")
                .callback(
                        point -> point.call(ManagementFactory.getThreadMXBean().getThreadCount()))
                .register(registry);
        CounterWithCallback.builder()
                .name("jvm_gc_collection_seconds")
                .help("Time spent collecting garbage.")
                .labelNames("gc")
                .callback(point -> ManagementFactory.getGarbageCollectorMXBeans()
                        .forEach(gc -> point.call(Math.max(0, gc.getCollectionTime()) / MILLIS, gc.getName())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("process_start_time_seconds")
                .help("When the process started [s since 1970, UTC].")
                .callback(
                        point -> point.call(ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS))
                .register(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            CounterWithCallback.builder()
                    .name("process_cpu_seconds")
                    .help("Processor time used.")
                    .callback(point -> point.call(Math.max(0, system.getProcessCpuTime()) / NANOS))
                    .register(registry);
        }
    }

    private static MemoryUsage heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    }

    private static MemoryUsage nonheap() {
        return ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    }
}
