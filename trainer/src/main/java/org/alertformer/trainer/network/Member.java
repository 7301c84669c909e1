package org.alertformer.trainer.network;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A network of a committee: something with weights that classifies light curves. Not safe for use by several threads. Every call must be made within
 * the caller's own pointer scope.
 */
public sealed interface Member extends AutoCloseable permits Transformer, Perceptron {
    /** Number of class logits. */
    int classes();

    /** Forward pass, with dropout only where it is above 0. */
    Transformer.Output forward(Batch batch, double dropout);

    /** The trainable tensors, by name. They stay valid as long as this network. */
    Map<String, Tensor> trainable();

    /** A copy of all weights as they are now. */
    Weights weights();

    /** Takes over weights of the same names and shapes. */
    void load(Weights weights);

    /** The unit of each flare parameter [3]; null without a flare head. */
    @Nullable
    Tensor flareSpread();

    /** Frees the weights. */
    @Override
    void close();
}
