package org.alertformer.topology;

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

    private final KafkaStreams streams;
    private final StreamCounters counters;
    private final StoredObjects objects;
    private final OriginalRecords originals;
    private final RestoreProgress restores = new RestoreProgress();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<KafkaStreams.State> ended = new CompletableFuture<>();
    private final CompletableFuture<Boolean> running = new CompletableFuture<>();

    private AlertStream(
            KafkaStreams streams, StreamCounters counters, StoredObjects objects, OriginalRecords originals) {
        this.streams = streams;
        this.counters = counters;
        this.objects = objects;
        this.originals = originals;
    }

    /**
     * Starts a stream. The engine stays the caller's.
     *
     * @throws TopicsException if Kafka cannot be reached or the input topics do not appear in time
     */
    public static AlertStream start(StreamSettings settings, InferenceEngine engine)
            throws TopicsException, InterruptedException {
        return start(settings, engine, new StreamCounters());
    }

    /**
     * Starts a stream that goes on with the counts of an earlier one. The engine stays the caller's.
     *
     * @throws TopicsException if Kafka cannot be reached or the input topics do not appear in time
     */
    public static AlertStream start(StreamSettings settings, InferenceEngine engine, StreamCounters counters)
            throws TopicsException, InterruptedException {
        try (Admin admin = Admin.create(settings.clientProperties())) {
            StreamTopics.prepare(admin, settings);
        }
        OriginalRecords originals = new OriginalRecords(settings.clientProperties());
        AlertTopology topology = new AlertTopology(settings.topology(), engine, counters, originals::find);
        KafkaStreams streams = new KafkaStreams(topology.get(), settings.streamsProperties());
        String endpoint = settings.properties().get(StreamsConfig.APPLICATION_SERVER_CONFIG);
        AlertStream stream = new AlertStream(streams, counters, new StoredObjects(streams, endpoint), originals);
        streams.setUncaughtExceptionHandler(stream::failed);
        streams.setGlobalStateRestoreListener(stream.restores);
        streams.setStateListener((now, before) -> stream.entered(now));
        streams.start();
        return stream;
    }

    private StreamThreadExceptionResponse failed(Throwable cause) {
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

    /** Finishes the batch in hand, commits, and leaves the consumer group; waits for that however often it is called. */
    @Override
    public void close() {
        boolean first = closed.compareAndSet(false, true);
        boolean stopped = streams.close(CloseOptions.timeout(SHUTDOWN)
                .withGroupMembershipOperation(
                        Objects.requireNonNull(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)));
        if (!stopped) {
            log.warn(
                    "the stream did not stop within {} s; what was not committed is done again at the next start",
                    SHUTDOWN.toSeconds());
        }
        originals.close();
        if (first) {
            log.info("the stream has stopped: {}", counters.snapshot());
        }
    }
}
