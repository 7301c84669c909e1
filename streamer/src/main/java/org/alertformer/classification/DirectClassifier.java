package org.alertformer.classification;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.jspecify.annotations.Nullable;

/**
 * What the stream does with alerts, without Kafka: light curves are kept in memory, answers come in the order of the
 * alerts. Not safe for use by several threads; the engine brings its own.
 */
public final class DirectClassifier {
    private static final int IN_FLIGHT = 8192;

    private final InferenceEngine engine;
    private final int maximumObservations;
    private final double minimumFlareProbability;
    private final Consumer<Publication> publish;
    private final Consumer<Throwable> fail;
    private final Map<String, ObjectState> objects = new HashMap<>();
    private final Deque<CompletableFuture<Publication>> inFlight = new ArrayDeque<>();
    private long repeated;
    private long declined;

    /**
     * @param maximumObservations observations kept per object, the newest
     * @param minimumFlareProbability flare parameters are given from this probability on
     * @param publish gets each answer
     * @param fail gets what kept the model from answering one alert
     */
    public DirectClassifier(
            InferenceEngine engine,
            int maximumObservations,
            double minimumFlareProbability,
            Consumer<Publication> publish,
            Consumer<Throwable> fail) {
        this.engine = engine;
        this.maximumObservations = maximumObservations;
        this.minimumFlareProbability = minimumFlareProbability;
        this.publish = publish;
        this.fail = fail;
    }

    /**
     * Takes up an alert.
     *
     * @param at the time of arrival [ms since 1970, UTC]
     * @return what is to be answered; null if it was answered before or has too few observations
     */
    public @Nullable PendingAlert accept(SurveyAlert alert, long at, SourcePosition source) {
        String key = key(alert.survey(), alert.object());
        ObjectState before = objects.getOrDefault(key, ObjectState.empty());
        ObjectState.Step step = before.accept(alert, maximumObservations);
        objects.put(key, step.state());
        if (before.answered(alert.alertId())) {
            repeated++;
            return null;
        }
        if (step.asOf().size() < engine.model().card().minimumLength()) {
            declined++;
            return null;
        }
        return PendingAlert.of(alert, step.asOf(), at, at, source);
    }

    private static String key(String survey, ObjectId object) {
        return survey + " " + object.name();
    }

    /** Has an alert answered; publishes the oldest answers where too many are in flight. */
    public void submit(PendingAlert alert) {
        inFlight.add(engine.submit(key(alert.survey(), alert.object()), alert.curve())
                .thenApply(prediction -> Publication.of(alert, prediction, minimumFlareProbability)));
        while (inFlight.size() > IN_FLIGHT) {
            publishOldest();
        }
    }

    /** Publishes all answers that are in flight. */
    public void finish() {
        while (!inFlight.isEmpty()) {
            publishOldest();
        }
    }

    private void publishOldest() {
        Publication publication;
        try {
            publication = inFlight.remove().join();
        } catch (CompletionException e) {
            fail.accept(Objects.requireNonNullElse(e.getCause(), e));
            return;
        }
        publish.accept(publication);
    }

    public int objectCount() {
        return objects.size();
    }

    /** Alerts that came again. */
    public long repeated() {
        return repeated;
    }

    /** Alerts with fewer observations than the model takes. */
    public long declined() {
        return declined;
    }
}
