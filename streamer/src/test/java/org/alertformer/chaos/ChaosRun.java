package org.alertformer.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.alertformer.chaos.ChaosPlan.Event;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.ObjectState;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Two stream processes on a broker process while everything that can happen to them happens, and an account of what they
 * published in the end.
 */
final class ChaosRun implements AutoCloseable {
    static final String INPUT = "alerts";
    static final String APPLICATION = "alertformer";
    static final String CLASSIFICATIONS = "alertformer.classifications";
    static final String FLARES = "alertformer.flares";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** After the last offset is committed, an alert that is still in the batch in hand is answered within moments. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(30);

    private static final long POLL_MILLIS = 200;

    private final ChaosSettings settings;
    private final long seed;
    private final Path directory;
    private final BrokerProcess broker;
    private final StreamProgram program;
    private final GroupProgress progress;
    private final List<StreamInstance> instances = new ArrayList<>();

    private ChaosRun(ChaosSettings settings, long seed, Path directory, BrokerProcess broker, StreamProgram program) {
        this.settings = settings;
        this.seed = seed;
        this.directory = directory;
        this.broker = broker;
        this.program = program;
        this.progress = GroupProgress.of(broker.bootstrap(), APPLICATION);
    }

    /**
     * @param program what the stream's processes run, given the broker's address
     * @param directory for data, state and logs
     */
    static ChaosResult of(ChaosSettings settings, long seed, Function<String, StreamProgram> program, Path directory)
            throws Exception {
        BrokerProcess broker = BrokerProcess.start(directory, INPUT, settings.partitions());
        try (ChaosRun run = new ChaosRun(settings, seed, directory, broker, program.apply(broker.bootstrap()))) {
            return run.call();
        }
    }

    private ChaosResult call() throws Exception {
        DisorderedNight night = DisorderedNight.of(seed, settings.objects(), settings.alerts());
        ChaosPlan plan = ChaosPlan.of(seed, settings.kills(), night.messages().size());
        start("a");
        start("b");
        long began = System.nanoTime();
        CompletableFuture<Void> feeding = Feeder.feed(broker.bootstrap(), INPUT, night.messages(), settings.rate());
        for (Event event : plan.events()) {
            awaitCommitted(event.after());
            perform(event);
        }
        feeding.join();
        awaitCommitted(night.messages().size());
        ModelCard card = card();
        List<ConsumerRecord<byte[], byte[]>> input = CommittedTopic.all(broker.bootstrap(), INPUT);
        Uninterrupted expected = Uninterrupted.of(input, card.minimumLength());
        List<ConsumerRecord<byte[], byte[]>> classAlerts = classAlerts(expected.count());
        double seconds = (System.nanoTime() - began) / 1e9;
        int kills = instances.stream().mapToInt(StreamInstance::kills).sum();
        for (StreamInstance instance : instances) {
            instance.leave();
        }
        for (StreamInstance instance : instances) {
            instance.awaitExit();
        }
        var published =
                PublishedAnswers.of(classAlerts, CommittedTopic.all(broker.bootstrap(), FLARES), card.flareClasses());
        return new ChaosResult(
                seed,
                input.size(),
                expected.states().size(),
                Ledger.of(expected.answers(), published.classes()),
                Ledger.of(published.flaresCalledFor(), published.flares()),
                differentStates(expected.states()),
                FinalStates.pending(broker.bootstrap(), APPLICATION),
                input.size() - progress.committed(),
                kills,
                broker.restarts(),
                instances.stream().mapToInt(StreamInstance::endedByItself).sum(),
                seconds);
    }

    private void start(String name) throws IOException {
        instances.add(StreamInstance.start(program, directory.resolve(name)));
    }

    private void perform(Event event) throws Exception {
        switch (event.action()) {
            case KILL -> instances.get(event.instance()).disturb(true, event.absenceMillis());
            case TERMINATE -> instances.get(event.instance()).disturb(false, event.absenceMillis());
            case JOIN -> start("c");
            case LEAVE -> instances.get(event.instance()).leave();
            case KILL_BROKER -> broker.restart(true);
            case RESTART_BROKER -> broker.restart(false);
        }
    }

    private void supervise() throws Exception {
        Thread.sleep(POLL_MILLIS);
        for (StreamInstance instance : instances) {
            instance.supervise();
        }
    }

    private void awaitCommitted(long messages) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (progress.committed() < messages) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("seed " + seed + ": of " + messages + " messages " + progress.committed()
                        + " are processed after " + PATIENCE.toSeconds() + " s, see " + directory);
            }
            supervise();
        }
    }

    /** Waits for so many class alerts, but not for those that are lost, and a moment longer for those that are too many. */
    private List<ConsumerRecord<byte[], byte[]>> classAlerts(int count) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (CommittedTopic topic = CommittedTopic.open(broker.bootstrap(), CLASSIFICATIONS)) {
            long deadline = System.nanoTime() + LAST_ANSWER.toNanos();
            records.addAll(topic.read());
            while (records.size() < count && System.nanoTime() < deadline) {
                supervise();
                records.addAll(topic.read());
            }
            Thread.sleep(1000);
            records.addAll(topic.read());
        }
        return records;
    }

    private int differentStates(Map<String, ObjectState> expected) {
        Map<String, ObjectState> stored = FinalStates.objects(broker.bootstrap(), APPLICATION);
        Set<String> objects = new HashSet<>(expected.keySet());
        objects.addAll(stored.keySet());
        int different = 0;
        for (String object : objects) {
            byte[] wanted = expected.getOrDefault(object, ObjectState.empty()).toBytes();
            byte[] found = stored.getOrDefault(object, ObjectState.empty()).toBytes();
            different += Arrays.equals(wanted, found) ? 0 : 1;
        }
        return different;
    }

    private static ModelCard card() throws IOException {
        try (OnnxModel model = ShippedModel.open(Device.cpu)) {
            return model.card();
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (StreamInstance instance : instances) {
            instance.close();
        }
        progress.close();
        broker.close();
    }
}
