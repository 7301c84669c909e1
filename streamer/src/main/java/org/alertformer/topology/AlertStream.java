package org.alertformer.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.alertformer.inference.InferenceEngine;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running stream: its topics made, its engine and its Kafka Streams started. */
public final class AlertStream implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AlertStream.class);
    private static final Duration SHUTDOWN = Duration.ofSeconds(30);
    /** How long a stop waits for answers that are under way; what comes later is given at the next start. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final KafkaStreams streams;
    private final StateDirectory state;
    private final CloseOptions closing;
    private final String instance;
    private final StreamCounters counters;
    private final Draining draining;
    private final StoredObjects objects;
    private final OriginalRecords originals;
    private final RestoreProgress restores = new RestoreProgress();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<KafkaStreams.State> ended = new CompletableFuture<>();
    private final CompletableFuture<Boolean> running = new CompletableFuture<>();

    private AlertStream(
            KafkaStreams streams,
            StateDirectory state,
            String instance,
            Membership membership,
            StreamCounters counters,
            Draining draining,
            StoredObjects objects,
            OriginalRecords originals) {
        this.streams = streams;
        this.state = state;
        this.instance = instance;
        this.closing = CloseOptions.timeout(SHUTDOWN)
                .withGroupMembershipOperation(Objects.requireNonNull(
                        membership.leaving()
                                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        this.counters = counters;
        this.draining = draining;
        this.objects = objects;
        this.originals = originals;
    }

    /**
     * Starts a stream. The engine stays the caller's.
     *
     * @throws TopicsException if Kafka cannot be reached or the input topics do not appear in time
     * @throws IOException if the state directory cannot be used, or another process uses it
     */
    public static AlertStream start(StreamSettings settings, InferenceEngine engine)
            throws TopicsException, InterruptedException, IOException {
        return start(settings, engine, new StreamCounters());
    }

    /**
     * Starts a stream that goes on with the counts of an earlier one. The engine stays the caller's.
     *
     * @throws TopicsException if Kafka cannot be reached or the input topics do not appear in time
     * @throws IOException if the state directory cannot be used, or another process uses it
     */
    public static AlertStream start(StreamSettings settings, InferenceEngine engine, StreamCounters counters)
            throws TopicsException, InterruptedException, IOException {
        StateDirectory state = StateDirectory.take(settings.stateDirectory(), settings.applicationId());
        try {
            return start(settings, engine, counters, state);
        } catch (TopicsException | InterruptedException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static AlertStream start(
            StreamSettings settings, InferenceEngine engine, StreamCounters counters, StateDirectory state)
            throws TopicsException, InterruptedException {
        try (Admin admin = Admin.create(settings.clientProperties())) {
            StreamTopics.prepare(admin, settings);
        }
        OriginalRecords originals = new OriginalRecords(settings.clientProperties());
        AlertTopology topology = new AlertTopology(settings.topology(), engine, counters, originals::find);
        String instance = Objects.requireNonNullElse(settings.membership().name(), state.instance());
        KafkaStreams streams = new KafkaStreams(topology.get(), settings.streamsProperties(instance));
        String endpoint = settings.properties().get(StreamsConfig.APPLICATION_SERVER_CONFIG);
        AlertStream stream = new AlertStream(
                streams,
                state,
                instance,
                settings.membership(),
                counters,
                topology.draining(),
                new StoredObjects(streams, endpoint),
                originals);
        streams.setUncaughtExceptionHandler(stream::failed);
        streams.setGlobalStateRestoreListener(stream.restores);
        streams.setStandbyUpdateListener(stream.restores);
        streams.setStateListener((now, before) -> stream.entered(now));
        streams.start();
        return stream;
    }

    private StreamThreadExceptionResponse failed(Throwable cause) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof FencedInstanceIdException) {
                fail(new InstanceTakenException(instance, cause));
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
        Optional<SystematicFailureException> systematic = SystematicFailureException.in(cause);
        if (systematic.isEmpty()) {
            log.error("the stream fails: {}", cause.toString(), cause);
        }
        fail(systematic.<Throwable>map(Function.identity()).orElse(cause));
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void fail(Throwable cause) {
        ended.completeExceptionally(cause);
        running.completeExceptionally(cause);
    }

    private void entered(KafkaStreams.State state) {
        log.debug("the stream is {}", state);
        if (state == KafkaStreams.State.RUNNING) {
            running.complete(true);
        } else if (state == KafkaStreams.State.ERROR) {
            fail(new IllegalStateException("the stream is in state ERROR"));
        } else if (state == KafkaStreams.State.NOT_RUNNING) {
            running.complete(false);
            ended.complete(state);
        }
    }

    /** How its stores fill from their changelogs. */
    RestoreProgress restores() {
        return restores;
    }

    /** How it is doing at this moment. */
    public StreamStatus status() {
        return StreamStatus.of(streams, restores.left());
    }

    public StreamCounters counters() {
        return counters;
    }

    /** The light curves that are kept. */
    public StoredObjects objects() {
        return objects;
    }

    /** The state that Kafka Streams is in, by its name. */
    public String state() {
        return streams.state().name();
    }

    /**
     * Waits until partitions are assigned and restored; throws what made it fail.
     *
     * @return false if it was closed before
     */
    public boolean awaitRunning() throws InterruptedException, ExecutionException {
        return running.get();
    }

    /**
     * Waits for the stream to end; throws what made it fail.
     *
     * @return whether it has ended, rather than the time
     */
    public boolean awaitEnd(Duration patience) throws InterruptedException, ExecutionException {
        try {
            ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Finishes the batch in hand and commits; waits for that however often it is called. */
    @Override
    public void close() {
        boolean first = closed.compareAndSet(false, true);
        if (first) {
            drain();
        }
        boolean stopped = streams.close(closing);
        if (!stopped) {
            log.warn(
                    "the stream did not stop within {} s; what was not committed is done again at the next start",
                    SHUTDOWN.toSeconds());
        }
        originals.close();
        if (first) {
            release();
            log.info("the stream has stopped: {}", counters.snapshot());
        }
    }

    private void drain() {
        draining.begin();
        try {
            for (long left = LAST_ANSWERS.dividedBy(PAUSE);
                    left > 0 && streams.state() == KafkaStreams.State.RUNNING && !counters.isNonePending();
                    left--) {
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        try {
            state.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the state directory cannot be released", e);
        }
    }
}
