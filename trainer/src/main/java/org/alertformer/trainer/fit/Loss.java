package org.alertformer.trainer.fit;

import java.util.List;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.network.Batch;
import org.alertformer.trainer.network.FlareLikelihood;
import org.alertformer.trainer.network.Transformer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What is minimised: cross-entropy of the classes, plus the weighted negative log-likelihood of the flare parameters over
 * those light curves that have some. Both are means per light curve of the batch.
 */
record Loss(
        TrainingRecipe recipe,
        float[] classWeights,
        @Nullable Auxiliary auxiliary) {
    /** A task without labels that is learned beside the classes. */
    record Auxiliary(Pretraining task, double weight) {}

    private static final long IGNORE_NONE = -100;
    private static final long MEAN = 1;

    /** @return a scalar tensor, to be used within the caller's pointer scope */
    Tensor of(Transformer network, List<Example> examples, double dropout, double smoothing) {
        List<EncodedLightCurve> curves = examples.stream().map(Example::curve).toList();
        Batch batch = Batch.of(curves);
        Transformer.Output output = network.forward(batch, dropout);
        long[] labels = examples.stream().mapToLong(Example::label).toArray();
        Tensor classes = torch.cross_entropy_loss(
                output.logits(),
                Tensor.create(labels, labels.length),
                new TensorOptional(Tensor.create(classWeights, classWeights.length)),
                MEAN,
                IGNORE_NONE,
                smoothing);
        if (auxiliary != null) {
            classes = classes.add(auxiliary.task().loss(network, batch, dropout).mul(new Scalar(auxiliary.weight())));
        }
        Tensor spread = network.flareSpread();
        if (spread == null || recipe.flareWeight() == 0) {
            return classes;
        }
        float[] targets = new float[3 * examples.size()];
        float[] weights = new float[examples.size()];
        for (int b = 0; b < examples.size(); b++) {
            float[] flare = examples.get(b).flare();
            if (flare != null) {
                System.arraycopy(flare, 0, targets, 3 * b, 3);
                weights[b] = 1;
            }
        }
        Tensor flares = FlareLikelihood.of(output, Tensor.create(targets, examples.size(), 3), spread)
                .negative()
                .mul(Tensor.create(weights, examples.size()))
                .sum();
        return classes.add(flares.mul(new Scalar(recipe.flareWeight() / examples.size())));
    }
}
