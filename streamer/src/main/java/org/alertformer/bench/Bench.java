package org.alertformer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.alertformer.bench.Task.Contender;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.jspecify.annotations.Nullable;

/**
 * Measures the stream beside what bounds it and beside what would be built otherwise. The broker and every contender run in
 * processes of their own, one contender at a time, in turns; what they read is on the broker before they start.
 */
public final class Bench implements AutoCloseable {
    private static final String ALERTS = "alerts";
    private static final String LIVE = "live";
    private static final List<String> JVM = List.of("-Xmx1g", "-Xss8m");
    private static final List<String> FLINK_OPENS = Stream.of("util", "lang", "nio", "time")
            .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED")
            .toList();
    private static final String FLINK = "org.alertformer.peers.FlinkContestant";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int HISTORY_ROUNDS = 12;
    private static final int HISTORY_REPETITIONS = 2;
    /** New observations after which the state of an object is written whole again. */
    private static final int CYCLE = 512;

    private static final int CYCLE_OBJECTS = 8;
    private static final int SIZE_OF_OBSERVATION = 33;

    private final BenchPlan plan;
    private final Path model;
    private final @Nullable Path peers;
    private final Path directory;
    private final Consumer<String> progress;
    private final Child broker;
    private final Topics topics;
    private final Results results = new Results();
    private int runs;

    private Bench(
            BenchPlan plan,
            Path model,
            @Nullable Path peers,
            Path directory,
            Consumer<String> progress,
            Child broker,
            Topics topics) {
        this.plan = plan;
        this.model = model;
        this.peers = peers;
        this.directory = directory;
        this.progress = progress;
        this.broker = broker;
        this.topics = topics;
    }

    /**
     * Starts a broker.
     *
     * @param model file of the model that all contenders use
     * @param peers jar of the peers, or null where it was not built
     * @param directory for the broker's data and the states
     * @param progress is told what is going on
     */
    public static Bench start(
            BenchPlan plan, Path model, @Nullable Path peers, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException {
        Child broker = Child.start(
                Child.ownClassPath(),
                JVM,
                BrokerMain.class.getName(),
                List.of(directory.resolve("broker").toString()),
                directory.resolve("broker.log"));
        Topics topics = Topics.at(broker.line());
        return new Bench(plan, model, peers, directory, progress, broker, topics);
    }

    /** Measures all that the plan has. */
    public Results run() throws Exception {
        int drained = plan.alerts();
        progress.accept("simulating alerts");
        List<Message> load = Load.survey(Math.max(drained, plan.live()), minimumLength());
        topics.create(ALERTS);
        topics.sendAll(ALERTS, load.subList(0, drained));
        ladder(load);
        live(load);
        if (plan.memory() > 0) {
            memory();
        }
        graph();
        return results;
    }

    private int minimumLength() {
        try (var opened = OnnxModel.open(model, Device.cpu)) {
            return opened.card().minimumLength();
        }
    }

    private void ladder(List<Message> load) throws Exception {
        List<Contender> contenders =
                new ArrayList<>(List.of(Contender.ORT, Contender.PLAIN, Contender.STREAM, Contender.PER_RECORD));
        if (peers != null) {
            contenders.addAll(List.of(Contender.FLINK_PER_RECORD, Contender.FLINK_BATCHED));
        }
        warmUpBroker();
        for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
            for (Contender contender : contenders) {
                progress.accept(
                        String.format(Locale.ROOT, "%s, %d of %d", contender.key(), repetition, plan.repetitions()));
                record(contender.key(), contender, contender == Contender.STREAM ? 1 : Machine.cores());
                if (contender == Contender.STREAM && plan.scaling()) {
                    record("stream_2_threads", contender, 2);
                }
            }
            if (repetition == 1 && peers != null) {
                contenders.remove(slowerFlink());
            }
            Collections.rotate(contenders, 1);
        }
        results.ratio("stream_over_ort", "stream_per_s", "ort_per_s");
        results.ratio("stream_over_plain", "stream_per_s", "plain_per_s");
        results.ratio("stream_over_per_record", "stream_per_s", "per_record_per_s");
        if (peers != null) {
            String flink = contenders.contains(Contender.FLINK_BATCHED) ? "flink_batched" : "flink_per_record";
            results.ratio("stream_over_flink", "stream_per_s", flink + "_per_s");
            results.add("flink_per_s", results.median(flink + "_per_s"));
        }
        LadderText.write(results, plan, load, peers != null);
    }

    /** What a broker compiles in its first seconds would be charged to whoever comes first. */
    private void warmUpBroker() throws Exception {
        progress.accept("warming up the broker");
        Task task = task(Contender.PLAIN, ALERTS, plan.alerts(), Machine.cores());
        try (Child child = start(task, JVM)) {
            child.line();
        }
        topics.forget(task.name());
    }

    /** Ratios are taken against the better of the two, so the other is measured once. */
    private Contender slowerFlink() {
        return results.median("flink_batched_per_s") > results.median("flink_per_record_per_s")
                ? Contender.FLINK_PER_RECORD
                : Contender.FLINK_BATCHED;
    }

    /** One drain, its answers counted afterwards. */
    private void record(String name, Contender contender, int threads) throws Exception {
        Task task = task(contender, ALERTS, plan.alerts(), threads);
        double brokerBefore = broker.cpu().toNanos() / 1e9;
        try (Child child = start(task, JVM)) {
            Drain drain = Drain.parse(child.line());
            double brokerCpu = broker.cpu().toNanos() / 1e9 - brokerBefore;
            results.add(name + "_per_s", drain.perSecond());
            results.add(name + "_cpu_us", drain.cpuMicros());
            if (contender != Contender.ORT) {
                results.add(name + "_broker_cpu_us", brokerCpu / plan.alerts() * 1e6);
                requireAllAnswered(task);
            }
        }
        topics.forget(task.name());
    }

    private void requireAllAnswered(Task task) throws Exception {
        try (AlertLog log = AlertLog.open(task.bootstrap(), task.output())) {
            long answers = log.read(task.alerts(), PATIENCE, record -> {});
            if (answers != task.alerts()) {
                throw new IllegalStateException(
                        task.contender() + " committed " + answers + " answers to " + task.alerts() + " alerts");
            }
        }
    }

    /** One stream answers all that follows, so that none of it is measured on a JVM that still compiles. */
    private void live(List<Message> load) throws Exception {
        topics.create(LIVE);
        Task task = task(Contender.STREAM, LIVE, 0, 1);
        try (Live live = Live.of(topics, task, start(task, JVM))) {
            latencies(live, load);
            histories(live, task);
        }
        topics.forget(task.name());
        topics.forget(LIVE);
    }

    private void latencies(Live live, List<Message> load) throws Exception {
        progress.accept("warming up");
        int next = plan.warmUp();
        live.burst(load.subList(0, next));
        results.line("| alerts | p50 | p98 | p99 | longest |");
        results.line("|---|---|---|---|---|");
        for (int rate : plan.rates()) {
            progress.accept("latency at " + rate + " alerts/s");
            // drains leave uncompiled what only few alerts at a time go through
            int calm = rate * BenchPlan.CALM_SECONDS;
            live.atRate(load.subList(next, next + calm), rate);
            next += calm;
            int count = rate * plan.rateSeconds();
            double[] seconds = live.atRate(load.subList(next, next + count), rate);
            next += count;
            results.add("p50_ms_at_" + rate, 1e3 * Spread.quantile(seconds, 0.5));
            results.add("p99_ms_at_" + rate, 1e3 * Spread.quantile(seconds, 0.99));
            results.add("max_ms_at_" + rate, 1e3 * seconds[seconds.length - 1]);
            row(rate + " per second for " + plan.rateSeconds() + " s", seconds);
        }
        for (int burst : plan.bursts()) {
            progress.accept("a visit of " + burst + " alerts");
            double[] seconds = live.burst(load.subList(next, next + burst));
            next += burst;
            results.add("p98_s_burst_" + burst, Spread.quantile(seconds, 0.98));
            results.add("max_s_burst_" + burst, seconds[seconds.length - 1]);
            row(String.format(Locale.ROOT, "a visit of %,d at once", burst), seconds);
        }
        results.line("");
        results.line(
                "From the time at which an alert was due to the answer as a subscriber of committed records sees it.");
        results.line("");
    }

    private void row(String what, double[] seconds) {
        results.line(String.format(
                Locale.ROOT,
                "| %s | %,.3f s | %,.3f s | %,.3f s | %,.3f s |",
                what,
                Spread.quantile(seconds, 0.5),
                Spread.quantile(seconds, 0.98),
                Spread.quantile(seconds, 0.99),
                seconds[seconds.length - 1]));
    }

    /** Lengths take turns. In the first round the stream is still compiling what it does with long histories. */
    private void histories(Live live, Task task) throws Exception {
        for (int repetition = 0; repetition <= HISTORY_REPETITIONS; repetition++) {
            for (int length : plan.lengths()) {
                progress.accept(String.format(
                        Locale.ROOT,
                        "objects of %d observations, %d of %d",
                        length,
                        repetition + 1,
                        HISTORY_REPETITIONS + 1));
                int rounds = HISTORY_ROUNDS + 2 * repetition; // other rounds make other objects
                List<Message> messages = Load.histories(plan.historyObjects(), length, rounds);
                int half = messages.size() / 2;
                live.burst(messages.subList(0, half));
                double micros = live.cost(messages.subList(half, messages.size())) / half * 1e6;
                if (repetition > 0) {
                    results.add("cost_us_" + length, micros);
                }
            }
        }
        results.line("| observations of an object | CPU per alert | written to changelogs per new observation |");
        results.line("|---|---|---|");
        for (int length : plan.lengths()) {
            String written = "";
            if (length > CYCLE / 2) {
                double bytes = written(live, task, length);
                results.add("bytes_written_per_observation_" + length, bytes);
                written = String.format(
                        Locale.ROOT, "%,.0f bytes, %.1f times its own", bytes, bytes / SIZE_OF_OBSERVATION);
            }
            results.line(String.format(
                    Locale.ROOT,
                    "| %,d | %s us | %s |",
                    length,
                    results.spread("cost_us_" + length).text(0),
                    written));
        }
        results.ratio("cost_1000_over_10", "cost_us_1000", "cost_us_10");
        results.line("");
        results.line(
                "Each alert brings one new observation of an object whose others the stream has; bytes are those of keys"
                        + " and values before compression.");
        results.line("");
    }

    private double written(Live live, Task task, int length) throws Exception {
        List<Message> messages = Load.histories(CYCLE_OBJECTS, length, CYCLE + 1);
        live.burst(messages.subList(0, CYCLE_OBJECTS));
        var before = topics.changelogEnds(task.name());
        live.burst(messages.subList(CYCLE_OBJECTS, messages.size()));
        return topics.bytes(before, topics.changelogEnds(task.name())) / (double) (CYCLE * CYCLE_OBJECTS);
    }

    /** The heap is touched beforehand, so that what grows is what RocksDB and the buffers hold. */
    private void memory() throws Exception {
        progress.accept("memory");
        String topic = "memory";
        topics.create(topic);
        Task task = task(Contender.STREAM, topic, 0, 1);
        List<Message> messages = Load.histories(plan.memory(), 75, 1);
        int half = messages.size() / 2;
        try (Live live =
                Live.of(topics, task, start(task, List.of("-Xms768m", "-Xmx768m", "-Xss8m", "-XX:+AlwaysPreTouch")))) {
            live.burst(messages.subList(0, half));
            long memory = live.residentBytes();
            long disk = size(task.directory());
            live.burst(messages.subList(half, messages.size()));
            double objects = messages.size() - half;
            results.add("memory_bytes_per_object", (live.residentBytes() - memory) / objects);
            results.add("disk_bytes_per_object", (size(task.directory()) - disk) / objects);
            results.add("memory_mb_process", live.residentBytes() / 1e6);
        }
        results.line(String.format(
                Locale.ROOT,
                "Memory outside the heap grows by %,.0f bytes an object of 75 observations, the state on disk by %,.0f"
                        + " (%,.1f GB in a million objects), measured over %,d objects.",
                results.median("memory_bytes_per_object"),
                results.median("disk_bytes_per_object"),
                results.median("disk_bytes_per_object") / 1e3,
                messages.size() - half));
        results.line("");
        topics.forget(task.name());
        topics.forget(topic);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private void graph() throws Exception {
        progress.accept("forms of the graph");
        List<String> arguments = List.of(model.toString(), Integer.toString(plan.graphSeconds()));
        String network;
        try (Child child = Child.start(
                Child.ownClassPath(), JVM, GraphForms.class.getName(), arguments, directory.resolve("graph.log"))) {
            String[] rates = child.line().split(" ", 2 * GraphForms.ROUNDS + 1);
            network = rates[2 * GraphForms.ROUNDS];
            for (int i = 0; i < 2 * GraphForms.ROUNDS; i += 2) {
                results.add("graph_best_per_cpu_s", Double.parseDouble(rates[i]));
                results.add("graph_plain_per_cpu_s", Double.parseDouble(rates[i + 1]));
            }
        }
        results.ratio("graph_best_over_plain", "graph_best_per_cpu_s", "graph_plain_per_cpu_s");
        results.line(String.format(
                Locale.ROOT,
                "The graph of `%s` gives %s light curves in a second of CPU time, the network as it is written down %s:"
                        + " %s times as many (batches of %d, %d observations, one thread).",
                network,
                results.spread("graph_best_per_cpu_s").text(0),
                results.spread("graph_plain_per_cpu_s").text(0),
                results.spread("graph_best_over_plain").text(2),
                GraphForms.BATCH,
                GraphForms.LENGTH));
    }

    private Task task(Contender contender, String topic, long alerts, int threads) {
        String name = "run" + runs++;
        return new Task(
                contender,
                topics.bootstrap(),
                topic,
                name,
                directory.resolve(name),
                plan.warmUp(),
                alerts,
                threads,
                model);
    }

    private Child start(Task task, List<String> jvm) throws IOException {
        boolean flink = task.contender().isFlink();
        List<String> options = new ArrayList<>(jvm);
        if (flink) {
            options.addAll(FLINK_OPENS);
        }
        return Child.start(
                flink && peers != null ? peers.toString() : Child.ownClassPath(),
                options,
                flink ? FLINK : Contestant.class.getName(),
                task.arguments(),
                directory.resolve(task.name() + ".log"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        topics.close();
        broker.close();
    }
}
