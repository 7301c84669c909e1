package org.alertformer.topology;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.PendingEntry;
import org.alertformer.classification.Publication;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelCard;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.survey.DescClassifications;
import org.alertformer.topology.LightCurveStore.Change;
import org.alertformer.topology.LightCurveStore.StoredObject;
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
 * <p>{@link #process} writes what an alert brings to the store of pending alerts, changes the object's state in memory,
 * and hands the light curve to the engine that all tasks share. Finished predictions are published in the order in which
 * their alerts arrived; in the same callback the object's change is stored and the pending entry deleted. A commit happens
 * between callbacks only, so in committed state each alert is either pending, or published and in its object's state,
 * never both and never neither. {@link #init} takes up the pending ones again, in their order and upon the states that
 * were stored when they first came, so each sees again what it had seen.
 */
final class ClassifyProcessor implements Processor<byte[], SurveyAlert, byte[], Outgoing> {
    /** Alerts of one task in the engine; beyond it the task waits for the oldest. */
    private static final int MAXIMUM_IN_FLIGHT = 4096;

    /** As DESC knows us. */
    private static final String BROKER_NAME = "alertformer";

    private static final Logger log = LoggerFactory.getLogger(ClassifyProcessor.class);

    private final TopologySettings settings;
    private final InferenceEngine engine;
    private final StreamCounters counters;
    private final DeadLetters deadLetters;
    private final Draining draining;
    private final CommitRhythm rhythm;
    private final @Nullable DescClassifications desc;
    private final @Nullable Shadow shadow;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();

    private @Nullable Connections connections;
    private long nextSequence;

    /** What {@link #init} connects to. */
    private record Connections(
            ProcessorContext<byte[], Outgoing> context,
            LightCurveStore objects,
            ClockHand hand,
            KeyValueStore<Long, byte[]> pending,
            Cancellable tick) {}

    /**
     * An entry of the pending store.
     *
     * @param change of the object's state; null if that had it already, in version 1
     * @param wanted null if no answer is wanted
     */
    private record InFlight(
            long sequence,
            @Nullable Change change,
            @Nullable Wanted wanted) {
        boolean isDone() {
            return wanted == null || wanted.isDone();
        }
    }

    /** @param shadow what a second model says of it; null if it is not asked */
    private record Wanted(
            PendingAlert alert,
            CompletableFuture<Publication> answer,
            @Nullable CompletableFuture<Publication> shadow) {
        boolean isDone() {
            return answer.isDone() && (shadow == null || shadow.isDone());
        }
    }

    ClassifyProcessor(
            TopologySettings settings,
            InferenceEngine engine,
            StreamCounters counters,
            DeadLetters deadLetters,
            Draining draining,
            CommitRhythm rhythm) {
        this.settings = settings;
        this.engine = engine;
        this.counters = counters;
        this.deadLetters = deadLetters;
        this.draining = draining;
        this.rhythm = rhythm;
        this.shadow = Shadow.of(settings.output(), engine, counters);
        this.desc = settings.output().desc() == null
                ? null
                : new DescClassifications(settings.output().desc(), BROKER_NAME, ProgramVersion.text());
    }

    /** Runs again on the same instance when a task is resumed: whatever a former life left in memory is dropped. */
    @Override
    public void init(ProcessorContext<byte[], Outgoing> context) {
        KeyValueStore<Long, byte[]> pending = context.getStateStore(AlertTopology.PENDING_STORE);
        LightCurveStore objects = new LightCurveStore(context.getStateStore(AlertTopology.OBJECT_STORE));
        connections = new Connections(
                context,
                objects,
                new ClockHand(objects, settings.retentionDays()),
                pending,
                context.schedule(CommitRhythm.TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick()));
        forgetInFlight();
        nextSequence = 0;
        try (KeyValueIterator<Long, byte[]> left = pending.all()) {
            while (left.hasNext()) {
                KeyValue<Long, byte[]> entry = left.next();
                takeUpAgain(entry.key, entry.value);
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
        counters.forgotten(connected().hand().advance(record.value()));
        rhythm.worked();
        rhythm.beat(connected().context());
    }

    private void tick() {
        publishFinished();
        rhythm.beat(connected().context());
    }

    private void takeUpAgain(long sequence, byte[] value) {
        if (PendingEntry.isVersion1(value)) {
            enqueue(new InFlight(sequence, null, submit(PendingAlert.fromBytes(value))));
            return;
        }
        PendingEntry entry = PendingEntry.fromBytes(value);
        StoredObject object = connected().objects().find(entry.alert().object().name());
        ObjectState before = remembered(object, entry.alert());
        take(sequence, entry, object, before, before.accept(entry.alert(), settings.maximumObservations()));
    }

    private void accept(Record<byte[], SurveyAlert> record) {
        Connections to = connected();
        SurveyAlert alert = record.value();
        StoredObject object = to.objects().find(alert.object().name());
        ObjectState before = remembered(object, alert);
        boolean repeated = before.answered(alert.alertId());
        ObjectState.Step step = before.accept(alert, settings.maximumObservations());
        boolean tooFew = step.asOf().size() < engine.model().card().minimumLength();
        if (repeated) {
            counters.repeated();
            if (step.change().isEmpty()) {
                return;
            }
        } else if (tooFew) {
            counters.declined();
            decline(alert, record.timestamp());
        }
        PendingEntry entry = new PendingEntry(
                step.alert(),
                record.timestamp(),
                now().toEpochMilli(),
                SourceHeader.read(record.headers()),
                !repeated && !tooFew);
        to.pending().put(nextSequence, entry.toBytes());
        take(nextSequence++, entry, object, before, step);
    }

    /** What an alert finds of its object: nothing, if that was quiet for longer than is remembered. */
    private ObjectState remembered(StoredObject object, SurveyAlert alert) {
        ObjectState known = object.state();
        return known.newestMjd() < alert.trigger().mjd() - settings.retentionDays() ? ObjectState.empty() : known;
    }

    /** The same for an alert that is new as for one that was pending. */
    private void take(
            long sequence, PendingEntry entry, StoredObject object, ObjectState before, ObjectState.Step step) {
        boolean returned = before != object.state();
        counters.forgotten(returned ? 1 : 0);
        boolean whole = step.thinned() || returned;
        Change change = connected().objects().hold(object, step.change(), step.state(), whole);
        Wanted wanted = entry.wantsAnswer()
                ? submit(PendingAlert.of(
                        entry.alert(), step.asOf(), entry.ingestedAt(), entry.acceptedAt(), entry.source()))
                : null;
        enqueue(new InFlight(sequence, change, wanted));
    }

    private void enqueue(InFlight entry) {
        inFlight.add(entry);
        counters.pending(1);
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

    private Wanted submit(PendingAlert alert) {
        CompletableFuture<Publication> answer = engine.submit(alert.object().name(), alert.curve())
                .thenApply(prediction ->
                        Publication.of(alert, prediction, settings.output().minimumFlareProbability()));
        return new Wanted(alert, answer, shadow == null ? null : shadow.submit(alert));
    }

    /**
     * Publishes what is finished, in order of arrival; waits where too much is in flight, or for all before a stop. Each is published, stored
     * and no longer pending in one go: nothing may throw in between but Kafka itself, which aborts the transaction.
     */
    private void publishFinished() {
        int mayWait = draining.hasBegun() ? 0 : MAXIMUM_IN_FLIGHT;
        while (true) {
            InFlight oldest = inFlight.peek();
            if (oldest == null || !(oldest.isDone() || inFlight.size() > mayWait)) {
                return;
            }
            if (oldest.wanted() != null) {
                publish(oldest.wanted());
            }
            if (oldest.change() != null) {
                connected().objects().write(oldest.change());
            }
            connected().pending().delete(oldest.sequence());
            inFlight.remove();
            counters.pending(-1);
            rhythm.worked();
        }
    }

    private void publish(Wanted finished) {
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
        if (shadow != null && finished.shadow() != null) {
            publishShadow(alert, finished.shadow(), shadow);
        }
    }

    /** Whatever becomes of this, the alert is answered already. */
    private void publishShadow(PendingAlert alert, CompletableFuture<Publication> said, Shadow by) {
        Answer answer;
        try {
            answer = answer(said.join(), now());
        } catch (RuntimeException e) {
            by.failed(alert, e);
            return;
        }
        OutputTopics topics = settings.output().topics();
        forward(alert, answer.classAlert(), answer.headers(), topics.shadowClassifications());
        if (answer.flareAlert() != null) {
            forward(alert, answer.flareAlert(), answer.headers(), topics.shadowFlares());
        }
        by.published();
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
            connections = null;
        }
        forgetInFlight();
    }

    private void forgetInFlight() {
        counters.pending(-inFlight.size());
        inFlight.clear();
    }
}
