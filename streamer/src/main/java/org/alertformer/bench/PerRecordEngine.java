package org.alertformer.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;

/** One call of the model for each light curve, on the caller's thread: what most streams with a model in them do. */
final class PerRecordEngine implements InferenceEngine {
    private final OnnxModel model;

    PerRecordEngine(OnnxModel model) {
        this.model = model;
    }

    @Override
    public CompletableFuture<Prediction> submit(LightCurve curve) {
        return CompletableFuture.completedFuture(
                model.predict(List.of(model.encoder().encode(curve))).get(0));
    }

    @Override
    public ModelIdentity model() {
        return model.identity();
    }

    @Override
    public void close() {
        model.close();
    }
}
