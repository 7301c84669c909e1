package org.alertformer.trainer.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Networks of the same shape that answer together: the mean of their probabilities and of their attention. */
public final class Committee implements AutoCloseable {
    private final List<Transformer> members;

    public static Committee of(Architecture architecture, List<Weights> members) {
        return new Committee(members.stream()
                .map(weights -> new Transformer(architecture, weights))
                .toList());
    }

    private Committee(List<Transformer> members) {
        this.members = members;
    }

    public Architecture architecture() {
        return members.get(0).architecture();
    }

    public @Nullable Tensor flareSpread() {
        return members.get(0).flareSpread();
    }

    /**
     * What the members say: the logits are logarithms of mean probabilities, flares are the first member's. To be called
     * within the caller's own pointer scope.
     */
    public Transformer.Output forward(Batch batch) {
        Transformer.Output first = members.get(0).forward(batch, 0);
        if (members.size() == 1) {
            return first;
        }
        Tensor probabilities = first.logits().softmax(-1);
        Tensor attention = first.attention();
        for (Transformer member : members.subList(1, members.size())) {
            Transformer.Output output = member.forward(batch, 0);
            probabilities = probabilities.add(output.logits().softmax(-1));
            attention = attention.defined() ? attention.add(output.attention()) : attention;
        }
        Scalar share = new Scalar(1.0 / members.size());
        return new Transformer.Output(
                probabilities.mul(share).log(),
                first.flareMean(),
                first.flareFactor(),
                attention.defined() ? attention.mul(share) : attention);
    }

    @Override
    public void close() {
        members.forEach(Transformer::close);
    }
}
