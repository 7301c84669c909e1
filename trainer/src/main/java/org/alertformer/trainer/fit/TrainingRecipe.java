package org.alertformer.trainer.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How the weights are found: AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101), linear warm-up, then half a cosine
 * down to zero.
 *
 * @param epochs at most; one epoch sees each light curve as of one alert
 * @param batch light curves per step
 * @param learningRate at its peak
 * @param warmup fraction of all steps
 * @param weightDecay of matrices; vectors do not decay
 * @param clip largest norm of the gradient
 * @param dropout after sublayers and inside the feed-forward part
 * @param labelSmoothing share of the label spread over all classes
 * @param flareWeight of the flare parameters' log-likelihood against the classes'
 * @param patience epochs without a better validation loss before it stops
 * @param balanced whether classes weigh the same, or as they occur
 * @param members networks of other seeds whose probabilities are averaged; 1 if null
 * @param variants cuts and variations of each light curve that are made once and taken in turn, for features that are
 *     costly; made anew in each epoch if null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingRecipe(
        int epochs,
        int batch,
        double learningRate,
        double warmup,
        double weightDecay,
        double clip,
        double dropout,
        double labelSmoothing,
        double flareWeight,
        int patience,
        boolean balanced,
        @Nullable Integer members,
        @Nullable Integer variants) {
    public TrainingRecipe {
        require(epochs > 0, "epochs", epochs);
        require(batch > 0, "batch", batch);
        require(learningRate > 0 && learningRate < 1, "learningRate", learningRate);
        require(warmup >= 0 && warmup < 1, "warmup", warmup);
        require(weightDecay >= 0, "weightDecay", weightDecay);
        require(clip > 0, "clip", clip);
        require(dropout >= 0 && dropout < 1, "dropout", dropout);
        require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", labelSmoothing);
        require(flareWeight >= 0, "flareWeight", flareWeight);
        require(patience > 0, "patience", patience);
        require(members == null || members > 0 && members <= 16, "members", members == null ? 1 : members);
        require(variants == null || variants > 0, "variants", variants == null ? 1 : variants);
    }

    private static void require(boolean valid, String name, double value) {
        if (!valid) {
            throw new IllegalArgumentException("training: " + name + " " + value + " is out of range");
        }
    }

    /** The same for networks of another kind. */
    TrainingRecipe of(MemberRecipe other) {
        return new TrainingRecipe(
                other.epochs(),
                batch,
                other.learningRate(),
                warmup,
                weightDecay,
                clip,
                other.dropout(),
                labelSmoothing,
                0,
                patience,
                balanced,
                null,
                null);
    }

    int networks() {
        return members == null ? 1 : members;
    }

    /** The learning rate of a step. */
    double rate(long step, long steps) {
        double warm = warmup * steps;
        if (step < warm) {
            return learningRate * (step + 1) / warm;
        }
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * (step - warm) / Math.max(1, steps - warm)));
    }
}
