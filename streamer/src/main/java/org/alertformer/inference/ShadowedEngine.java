package org.alertformer.inference;

import java.util.concurrent.CompletableFuture;
import org.alertformer.lightcurve.LightCurve;

/**
 * An engine beside which a second one is tried on the same light curves. It answers as the first one does; whoever wants
 * the second one's answers asks {@link #shadow}. Closing it closes both.
 */
public record ShadowedEngine(InferenceEngine main, InferenceEngine shadow) implements InferenceEngine {
    @Override
    public CompletableFuture<Prediction> submit(LightCurve curve) {
        return main.submit(curve);
    }

    @Override
    public CompletableFuture<Prediction> submit(String object, LightCurve curve) {
        return main.submit(object, curve);
    }

    @Override
    public ModelIdentity model() {
        return main.model();
    }

    @Override
    public void close() {
        main.close();
        shadow.close();
    }
}
