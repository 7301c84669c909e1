package org.alertformer.inference;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.alertformer.lightcurve.LightCurve;

/** Classifies each light curve on the caller's thread, one at a time. */
public final class SingleCalls implements InferenceEngine {
    private final OnnxModel model;

    /** The model stays the caller's: closing this engine leaves it open. */
    public SingleCalls(OnnxModel model) {
        this.model = model;
    }

    @Override
    public CompletableFuture<Prediction> submit(LightCurve curve) {
        try {
            List<Prediction> answer = model.predict(List.of(model.encoder().encode(curve)));
            return CompletableFuture.completedFuture(answer.get(0));
        } catch (ModelException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public ModelIdentity model() {
        return model.identity();
    }

    @Override
    public void close() {}
}
