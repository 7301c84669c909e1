package org.alertformer.trainer.fit;

import java.util.List;
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
    private static final long EACH = 0;

    /** @return a scalar tensor, to be used within the caller's pointer scope */
    Tensor of(Transformer network, List<Example> examples, double dropout, double smoothing) {
        Batch batch = Batch.of(examples.stream().map(Example::curve).toList());
        Answers answers = Answers.of(examples, batch.length(), recipe.ofEveryAlert());
        Transformer.Output output = recipe.ofEveryAlert()
                ? answers.judged(network.forwardEach(batch, dropout))
                : network.forward(batch, dropout);
        Tensor chances = Tensor.create(answers.chances(), answers.chances().length);
        Tensor classes = torch.cross_entropy_loss(
                        output.logits(),
                        Tensor.create(answers.labels(), answers.labels().length),
                        new TensorOptional(Tensor.create(classWeights, classWeights.length)),
                        EACH,
                        IGNORE_NONE,
                        smoothing)
                .mul(chances)
                .sum()
                .div(new Scalar(weight(examples)));
        if (auxiliary != null) {
            classes = classes.add(auxiliary.task().loss(network, batch, dropout).mul(new Scalar(auxiliary.weight())));
        }
        Tensor spread = network.flareSpread();
        if (spread == null || recipe.flareWeight() == 0) {
            return classes;
        }
        Tensor flares = FlareLikelihood.of(output, Tensor.create(answers.flares(), answers.labels().length, 3), spread)
                .negative()
                .mul(Tensor.create(answers.flareChances(), answers.flareChances().length))
                .sum();
        return classes.add(flares.mul(new Scalar(recipe.flareWeight() / examples.size())));
    }

    /** Of the classes of all light curves. */
    private double weight(List<Example> examples) {
        double sum = 0;
        for (Example example : examples) {
            sum += classWeights[example.label()];
        }
        return sum;
    }
}
