package org.alertformer.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Latency of class alerts, from the moment their message was sent to the moment a reader of committed records has them,
 * with and without restarts.
 */
final class RollingRestart {
    private static final int RATE = Integer.getInteger("chaos.rolling.rate", 300);
    private static final int SECONDS = Integer.getInteger("chaos.rolling.seconds", 150);
    private static final int OBJECTS = 4_000;
    private static final int PARTITIONS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** A restarted instance has caught up so long after it reads again. */
    private static final long CATCHING_UP_MILLIS = 5_000;

    private final Path directory;
    private final BrokerProcess broker;
    private final StreamProgram program;
    private final List<Arrival> arrivals = Collections.synchronizedList(new ArrayList<>());
    private final List<Window> restarts = new ArrayList<>();

    /** One class alert: when its message was sent, when it was read. */
    private record Arrival(int partition, long sentMillis, long readMillis) {
        long latency() {
            return readMillis - sentMillis;
        }
    }

    /** From the signal to a while after the new process reads. */
    private record Window(long fromMillis, long untilMillis) {
        boolean touches(Arrival arrival) {
            return arrival.readMillis >= fromMillis && arrival.sentMillis <= untilMillis;
        }
    }

    /**
     * @param options of {@code run}
     * @param quiet 99th percentile of the latency before the first restart [ms]
     * @param between 99th percentile after it, outside the windows of the restarts [ms]
     * @param longestPause longest time without an alert on one partition [ms]
     */
    record Result(List<String> options, int sent, int published, long quiet, long between, long longestPause) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "rolling restart of 2 instances with %s: %,d alerts sent, %,d answered at %d a second, p99 %d ms before, "
                            + "%d ms outside the restarts, longest pause of a partition %.1f s",
                    String.join(" ", options),
                    sent,
                    published,
                    RATE,
                    quiet,
                    between,
                    longestPause / 1000.0);
        }
    }

    private RollingRestart(Path directory, BrokerProcess broker, StreamProgram program) {
        this.directory = directory;
        this.broker = broker;
        this.program = program;
    }

    static Result of(List<String> options, Path directory) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory, ChaosRun.INPUT, PARTITIONS)) {
            String[] more = options.toArray(String[]::new);
            StreamProgram program = StreamProgram.run(broker.bootstrap(), more).compiledInFull();
            return new RollingRestart(directory, broker, program).call(options);
        }
    }

    private Result call(List<String> options) throws Exception {
        DisorderedNight night = DisorderedNight.of(1, OBJECTS, RATE * SECONDS);
        Map<String, StreamInstance> instances = new HashMap<>();
        try {
            for (String name : List.of("a", "b")) {
                instances.put(name, StreamInstance.start(program, directory.resolve(name)));
                awaitReading(name, 0);
            }
            CompletableFuture<Void> reading =
                    CompletableFuture.runAsync(() -> read(night.alerts()), task -> new Thread(task, "reader").start());
            long began = System.currentTimeMillis();
            CompletableFuture<Void> feeding = Feeder.feed(broker.bootstrap(), ChaosRun.INPUT, night.messages(), RATE);
            Thread.sleep(SECONDS * 1000L / 3);
            for (String name : List.of("a", "b")) {
                restart(name, instances.get(name));
                Thread.sleep(SECONDS * 1000L / 6);
            }
            feeding.join();
            reading.join();
            return result(options, night.alerts(), began + SECONDS * 100L);
        } finally {
            for (StreamInstance instance : instances.values()) {
                instance.close();
            }
        }
    }

    private void restart(String name, StreamInstance instance) throws Exception {
        long from = System.currentTimeMillis();
        long starts = starts(name);
        instance.disturb(false, 0);
        instance.awaitExit();
        instance.supervise();
        awaitReading(name, starts);
        restarts.add(new Window(from, System.currentTimeMillis() + CATCHING_UP_MILLIS));
    }

    private long starts(String name) throws Exception {
        return Files.readString(directory.resolve(name + ".log"))
                .lines()
                .filter(line -> line.contains("reading alerts at"))
                .count();
    }

    private void awaitReading(String name, long before) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (starts(name) <= before) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("instance " + name + " does not read, see " + directory);
            }
            Thread.sleep(50);
        }
    }

    private void read(int count) {
        try (CommittedTopic topic = CommittedTopic.open(broker.bootstrap(), ChaosRun.CLASSIFICATIONS)) {
            long deadline = System.nanoTime() + PATIENCE.plusSeconds(SECONDS).toNanos();
            while (arrivals.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : topic.poll()) {
                    arrivals.add(new Arrival(record.partition(), record.timestamp(), System.currentTimeMillis()));
                }
            }
        }
    }

    /** @param warm when the first alerts, which find cold caches, are past */
    private Result result(List<String> options, int sent, long warm) {
        long first = restarts.get(0).fromMillis();
        long[] quiet = arrivals.stream()
                .filter(arrival -> arrival.sentMillis() > warm && arrival.readMillis() < first)
                .mapToLong(Arrival::latency)
                .toArray();
        long[] between = arrivals.stream()
                .filter(arrival -> arrival.sentMillis() > first)
                .filter(arrival -> restarts.stream().noneMatch(window -> window.touches(arrival)))
                .mapToLong(Arrival::latency)
                .toArray();
        return new Result(
                options, sent, arrivals.size(), percentile99(quiet), percentile99(between), longestPause(warm));
    }

    private static long percentile99(long[] latencies) {
        if (latencies.length == 0) {
            throw new AssertionError("no alerts to tell the latency of; give chaos.rolling.seconds more");
        }
        Arrays.sort(latencies);
        return latencies[(int) (0.99 * latencies.length)];
    }

    private long longestPause(long warm) {
        long longest = 0;
        Map<Integer, Long> last = new HashMap<>();
        for (Arrival arrival : arrivals) {
            Long before = last.put(arrival.partition(), arrival.readMillis());
            if (before != null && before > warm) {
                longest = Math.max(longest, arrival.readMillis() - before);
            }
        }
        return longest;
    }
}
