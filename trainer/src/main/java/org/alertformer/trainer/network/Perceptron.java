package org.alertformer.trainer.network;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Hidden layers with GELU and dropout on features that are the same for all observations of a light curve; those of the
 * first are taken. Its answer has neither attention nor flare parameters.
 */
public final class Perceptron implements Member {
    /** Normalised features further from 0 than this are taken as this: a perceptron has no norm to tame them. */
    public static final double LARGEST_INPUT = 5;

    private final PerceptronShape shape;
    private final Parameters parameters;

    public Perceptron(PerceptronShape shape, Weights weights) {
        this.shape = shape;
        this.parameters = new Parameters(weights);
    }

    @Override
    public int classes() {
        return shape.classes();
    }

    @Override
    public Transformer.Output forward(Batch batch, double dropout) {
        long[] columns = shape.columns().stream().mapToLong(Integer::longValue).toArray();
        Tensor first = batch.features().select(1, 0);
        Tensor h = first.index_select(1, Tensor.create(columns, columns.length))
                .clamp(Tensors.scalar(-LARGEST_INPUT), Tensors.scalar(LARGEST_INPUT));
        for (int l = 0; l < shape.layers(); l++) {
            h = torch.gelu(parameters.linear(h, PerceptronShape.hidden(l)));
            h = dropout > 0 ? torch.dropout(h, dropout, true) : h;
        }
        return new Transformer.Output(
                parameters.linear(h, "classes"), new Tensor(), new Tensor(), torch.zeros_like(batch.mask()));
    }

    @Override
    public Map<String, Tensor> trainable() {
        return parameters.trainable();
    }

    @Override
    public Weights weights() {
        return parameters.copy();
    }

    @Override
    public void load(Weights weights) {
        parameters.load(weights);
    }

    @Override
    public @Nullable Tensor flareSpread() {
        return null;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
