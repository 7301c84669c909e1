package org.alertformer.topology;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.inference.InferenceEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second model that answers the alerts which the first one answers. Its answers are published with the first one's, in
 * one transaction, so they are as durable; what it cannot answer is told once and counted, and never a dead letter. For one
 * task.
 */
final class Shadow {
    private static final Logger log = LoggerFactory.getLogger(Shadow.class);

    private final InferenceEngine engine;
    private final double minimumFlareProbability;
    private final StreamCounters counters;
    private boolean failing;

    private Shadow(InferenceEngine engine, double minimumFlareProbability, StreamCounters counters) {
        this.engine = engine;
        this.minimumFlareProbability = minimumFlareProbability;
        this.counters = counters;
    }

    /** Null unless one is to be published and there is one. */
    static @Nullable Shadow of(OutputSettings output, InferenceEngine engine, StreamCounters counters) {
        InferenceEngine shadow = engine.shadow();
        return output.shadow() && shadow != null
                ? new Shadow(shadow, output.minimumFlareProbability(), counters)
                : null;
    }

    /** Null if the model takes more observations than there are. */
    @Nullable
    CompletableFuture<Publication> submit(PendingAlert alert) {
        try {
            if (alert.curve().size() < engine.model().card().minimumLength()) {
                return null;
            }
            return engine.submit(alert.object().name(), alert.curve())
                    .thenApply(prediction -> Publication.of(alert, prediction, minimumFlareProbability));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    void published() {
        counters.shadow("published");
        failing = false;
    }

    /** Logged at the first of failures in a row. */
    void failed(PendingAlert alert, RuntimeException failure) {
        counters.shadow("failed");
        if (!failing) {
            Throwable cause = failure instanceof CompletionException
                    ? Objects.requireNonNullElse(failure.getCause(), failure)
                    : failure;
            log.warn(
                    "the shadow model has no answer to object {} alert {}: {}; further failures are only counted",
                    alert.object().name(),
                    alert.alertId(),
                    cause.getMessage());
        }
        failing = true;
    }
}
