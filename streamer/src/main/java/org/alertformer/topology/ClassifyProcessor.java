package org.alertformer.topology;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelCard;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.survey.DescClassifications;
import org.alertformer.topology.Outcome.Outgoing;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accumulates light curves and answers alerts in durable micro-batches.
 *
 * <p>{@link #process} writes the object's state and an entry in the store of pending alerts, then hands the light curve
 * to the engine that all tasks share. Finished predictions are published in the order in which their alerts arrived, and
 * their entries deleted in the same callback. A commit happens between callbacks only, so in committed state each
 * accepted alert is either pending or published, never both and never neither; {@link #init} hands in again what is
 * pending. The entry holds the light curve as of the alert, so the answer does not depend on when it is given.
 */
final class ClassifyProcessor implements Processor<byte[], SurveyAlert, byte[], Outgoing> {
    /** How often finished predictions are published when no alert arrives. */
    private static final Duration TICK = Duration.ofMillis(5);
    /** Alerts of one task in the engine; beyond it the task waits for the oldest. */
    private static final int MAXIMUM_IN_FLIGHT = 4096;

    /** As DESC knows us. */
    private static final String BROKER_NAME = "alertformer";

    private static final Logger log = LoggerFactory.getLogger(ClassifyProcessor.class);

    private final TopologySettings settings;
    private final InferenceEngine engine;
    private final StreamCounters counters;
    private final DeadLetters deadLetters;
    private final @Nullable DescClassifications desc;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();

    private @Nullable Connections connections;
    private long nextSequence;

    /** What {@link #init} connects to. */
    private record Connections(
            ProcessorContext<byte[], Outgoing> context,
            KeyValueStore<String, byte[]> objects,
            KeyValueStore<Long, byte[]> pending,
            Cancellable tick) {}

    private record InFlight(long sequence, PendingAlert alert, CompletableFuture<Publication> answer) {}

    ClassifyProcessor(
            TopologySettings settings, InferenceEngine engine, StreamCounters counters, DeadLetters deadLetters) {
        this.settings = settings;
        this.engine = engine;
        this.counters = counters;
        this.deadLetters = deadLetters;
        this.desc = settings.output().desc() == null
                ? null
                : new DescClassifications(settings.output().desc(), BROKER_NAME, ProgramVersion.text());
    }

    /** Runs again on the same instance when a task is resumed: whatever a former life left in memory is dropped. */
    @Override
    public void init(ProcessorContext<byte[], Outgoing> context) {
        KeyValueStore<Long, byte[]> pending = context.getStateStore(AlertTopology.PENDING_STORE);
        connections = new Connections(
                context,
                context.getStateStore(AlertTopology.OBJECT_STORE),
                pending,
                context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> publishFinished()));
        forgetInFlight();
        nextSequence = 0;
        try (KeyValueIterator<Long, byte[]> left = pending.all()) {
            while (left.hasNext()) {
                KeyValue<Long, byte[]> entry = left.next();
                submit(entry.key, PendingAlert.fromBytes(entry.value));
                nextSequence = entry.key + 1;
            }
        }
        if (!inFlight.isEmpty()) {
            log.info("task {} takes up {} pending alerts", context.taskId(), inFlight.size());
        }
    }

    @Override
    public void process(Record<byte[], SurveyAlert> record) {
        accept(record);
        publishFinished();
    }

    private void accept(Record<byte[], SurveyAlert> record) {
        Connections to = connected();
        SurveyAlert alert = record.value();
        byte[] stored = to.objects().get(alert.object().name());
        ObjectState before = stored == null ? ObjectState.empty() : ObjectState.fromBytes(stored);
        ObjectState.Step step = before.accept(alert, settings.maximumObservations());
        if (step.state() != before) {
            to.objects().put(alert.object().name(), step.state().toBytes());
        }
        if (before.answered(alert.alertId())) {
            counters.repeated();
            return;
        }
        if (step.asOf().size() < engine.model().card().minimumLength()) {
            counters.declined();
            decline(alert, record.timestamp());
            return;
        }
        PendingAlert pending = PendingAlert.of(
                alert, step.asOf(), record.timestamp(), now().toEpochMilli(), SourceHeader.read(record.headers()));
        to.pending().put(nextSequence, pending.toBytes());
        submit(nextSequence++, pending);
    }

    /** Too few observations for the model; DESC wants to be told. */
    private void decline(SurveyAlert alert, long ingestedAt) {
        if (desc == null) {
            return;
        }
        ModelCard card = engine.model().card();
        byte[] message = desc.declined(
                alert.alertId(),
                Instant.ofEpochMilli(ingestedAt),
                now(),
                card.name() + " " + card.version(),
                "fewer than " + card.minimumLength() + " observations");
        byte[] key = utf8(alert.object().name());
        Outgoing outgoing = new Outgoing(settings.output().topics().desc(), message);
        connected().context().forward(new Record<>(key, outgoing, ingestedAt));
    }

    private Instant now() {
        return Instant.ofEpochMilli(connected().context().currentSystemTimeMs());
    }

    private void submit(long sequence, PendingAlert alert) {
        CompletableFuture<Publication> answer = engine.submit(alert.curve())
                .thenApply(prediction ->
                        Publication.of(alert, prediction, settings.output().minimumFlareProbability()));
        inFlight.add(new InFlight(sequence, alert, answer));
        counters.pending(1);
    }

    /** Publishes what is finished, in order of arrival; waits only where too much is in flight. */
    private void publishFinished() {
        while (true) {
            InFlight oldest = inFlight.peek();
            if (oldest == null || !(oldest.answer().isDone() || inFlight.size() > MAXIMUM_IN_FLIGHT)) {
                return;
            }
            publish(oldest);
            inFlight.remove();
            counters.pending(-1);
        }
    }

    /** Forwards and deletes in one go; nothing may throw in between but Kafka itself, which aborts the transaction. */
    private void publish(InFlight finished) {
        PendingAlert alert = finished.alert();
        Answer answer = null;
        try {
            answer = answer(finished.answer().join(), now());
        } catch (RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            connected().context().forward(deadLetters.unanswered(alert, cause, now().toEpochMilli()));
        }
        if (answer != null) {
            forward(
                    alert,
                    answer.classAlert(),
                    answer.headers(),
                    settings.output().topics().classifications());
            counters.published(alert.survey(), answer.bestClass(), now().toEpochMilli() - alert.ingestedAt());
            deadLetters.answered(alert.source().topic());
            if (answer.flareAlert() != null) {
                forward(
                        alert,
                        answer.flareAlert(),
                        answer.headers(),
                        settings.output().topics().flares());
                counters.flare(alert.survey());
            }
            if (answer.desc() != null) {
                forward(
                        alert,
                        answer.desc(),
                        new RecordHeaders(),
                        settings.output().topics().desc());
            }
        }
        connected().pending().delete(finished.sequence());
    }

    /** The records that answer one alert, as bytes. */
    private record Answer(
            String bestClass,
            byte[] classAlert,
            byte @Nullable [] flareAlert,
            byte @Nullable [] desc,
            RecordHeaders headers) {}

    private Answer answer(Publication publication, Instant now) {
        ClassAlert classAlert = publication.classAlert(now, settings.output().attention());
        FlareAlert flare = publication.flareAlert(now);
        return new Answer(
                classAlert.getBestClass(),
                settings.output().codecs().classAlerts().encode(classAlert),
                flare == null ? null : settings.output().codecs().flareAlerts().encode(flare),
                desc == null
                        ? null
                        : desc.encode(
                                classAlert,
                                Instant.ofEpochMilli(publication.alert().acceptedAt())),
                headers(publication));
    }

    private RecordHeaders headers(Publication publication) {
        var card = publication.prediction().model().card();
        RecordHeaders headers = new RecordHeaders();
        headers.add("_format", utf8(settings.output().codecs().formatHeader()));
        headers.add("survey", utf8(publication.alert().survey()));
        headers.add("class", utf8(card.classes().get(publication.prediction().best())));
        headers.add("model", utf8(card.name() + " " + card.version()));
        return headers;
    }

    private void forward(PendingAlert alert, byte[] value, RecordHeaders headers, String topic) {
        byte[] key = utf8(alert.object().name());
        Outgoing outgoing = new Outgoing(topic, value);
        connected().context().forward(new Record<>(key, outgoing, alert.ingestedAt(), new RecordHeaders(headers)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Connections connected() {
        return Objects.requireNonNull(connections, "not initialised");
    }

    @Override
    public void close() {
        if (connections != null) {
            connections.tick().cancel();
        }
        forgetInFlight();
    }

    private void forgetInFlight() {
        counters.pending(-inFlight.size());
        inFlight.clear();
    }
}
