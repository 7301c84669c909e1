package org.alertformer.trainer.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Networks that answer together: the mean of their probabilities, and of the transformers' attention. */
public final class Committee implements AutoCloseable {
    private final Architecture architecture;
    private final List<Transformer> transformers;
    private final List<Perceptron> perceptrons = new ArrayList<>();

    public Committee(Members members) {
        this.architecture = members.architecture();
        this.transformers = members.transformers().stream()
                .map(weights -> new Transformer(architecture, weights))
                .toList();
        PerceptronShape shape = members.shape();
        if (shape != null) {
            members.perceptrons().forEach(weights -> perceptrons.add(new Perceptron(shape, weights)));
        }
    }

    /** Of the transformers. */
    public Architecture architecture() {
        return architecture;
    }

    public @Nullable Tensor flareSpread() {
        return transformers.get(0).flareSpread();
    }

    /**
     * What the members say: the logits are logarithms of mean probabilities, flares are the first member's. To be called
     * within the caller's own pointer scope.
     */
    public Transformer.Output forward(Batch batch) {
        Transformer.Output first = transformers.get(0).forward(batch, 0);
        if (transformers.size() + perceptrons.size() == 1) {
            return first;
        }
        Tensor probabilities = first.logits().softmax(-1);
        Tensor attention = first.attention();
        for (Transformer member : transformers.subList(1, transformers.size())) {
            Transformer.Output output = member.forward(batch, 0);
            probabilities = probabilities.add(output.logits().softmax(-1));
            attention = attention.defined() ? attention.add(output.attention()) : attention;
        }
        for (Perceptron member : perceptrons) {
            probabilities = probabilities.add(member.forward(batch, 0).logits().softmax(-1));
        }
        return new Transformer.Output(
                probabilities
                        .mul(new Scalar(1.0 / (transformers.size() + perceptrons.size())))
                        .log(),
                first.flareMean(),
                first.flareFactor(),
                attention.defined() ? attention.mul(new Scalar(1.0 / transformers.size())) : attention);
    }

    @Override
    public void close() {
        transformers.forEach(Transformer::close);
        perceptrons.forEach(Perceptron::close);
    }
}
