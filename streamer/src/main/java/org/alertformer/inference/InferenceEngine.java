package org.alertformer.inference;

import java.util.concurrent.CompletableFuture;
import org.alertformer.lightcurve.LightCurve;
import org.jspecify.annotations.Nullable;

/** Classifies light curves, now or later. Shared by all tasks of a process; safe for use by several threads. */
public interface InferenceEngine extends AutoCloseable {
    /**
     * Hands in one light curve. May wait when the engine is full.
     *
     * @param curve not empty
     * @throws IllegalStateException if the engine is closed: no light curve is to blame for that
     * @return completes with the prediction, or exceptionally with a {@link ModelException} for this light curve alone
     */
    CompletableFuture<Prediction> submit(LightCurve curve);

    /**
     * The same for the light curve of an object, as of its newest alert. An engine may keep of it what saves work when the next
     * one comes, and gives the same answer.
     *
     * @param object whatever tells objects apart
     */
    default CompletableFuture<Prediction> submit(String object, LightCurve curve) {
        return submit(curve);
    }

    /** The model that answers at present. */
    ModelIdentity model();

    /** The engine of a model that is tried beside this one's; null without. */
    default @Nullable InferenceEngine shadow() {
        return null;
    }

    @Override
    void close();
}
