package org.alertformer.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.ModelException;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.Prediction;
import org.alertformer.inference.TestModels;
import org.alertformer.lightcurve.LightCurve;

/** Answers when it is told to, or at once; what it says depends on the light curve's length alone. */
final class FakeEngine implements InferenceEngine {
    private final ModelIdentity identity;
    private final boolean atOnce;
    private final List<LightCurve> submitted = new ArrayList<>();
    private final List<CompletableFuture<Prediction>> answers = new ArrayList<>();

    private FakeEngine(boolean atOnce, ModelCard card) {
        this.atOnce = atOnce;
        this.identity = new ModelIdentity("0".repeat(64), card);
    }

    /** With a model that declines light curves of fewer observations. */
    static FakeEngine wantingObservations(int minimumLength) {
        String card =
                TestModels.card().toJson().replace("\"minimumLength\" : 1", "\"minimumLength\" : " + minimumLength);
        return new FakeEngine(true, ModelCard.parse(card));
    }

    static FakeEngine answeringAtOnce() {
        return new FakeEngine(true, TestModels.card());
    }

    static FakeEngine answeringWhenTold() {
        return new FakeEngine(false, TestModels.card());
    }

    @Override
    public CompletableFuture<Prediction> submit(LightCurve curve) {
        submitted.add(curve);
        CompletableFuture<Prediction> answer = new CompletableFuture<>();
        answers.add(answer);
        if (atOnce) {
            answer(answers.size() - 1);
        }
        return answer;
    }

    List<LightCurve> submitted() {
        return submitted;
    }

    void answer(int index) {
        float quiet = 1f / (1 + submitted.get(index).size());
        answers.get(index).complete(new Prediction(identity, new float[] {quiet, 1 - quiet}, null, null));
    }

    void fail(int index) {
        answers.get(index).completeExceptionally(new ModelException("the model is out to lunch"));
    }

    @Override
    public ModelIdentity model() {
        return identity;
    }

    @Override
    public void close() {}
}
