package org.alertformer.trainer.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Networks that answer together: the mean of their probabilities, and of the attention of those that have some. */
public final class Committee implements AutoCloseable {
    private final List<Transformer> members;

    public Committee(List<Member> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a committee of none");
        }
        this.members = members.stream().map(Transformer::new).toList();
    }

    /** Of the first member, which alone may have a flare head. */
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
        int attentive = attention.defined() ? 1 : 0;
        for (Transformer member : members.subList(1, members.size())) {
            Transformer.Output output = member.forward(batch, 0);
            probabilities = probabilities.add(output.logits().softmax(-1));
            if (output.attention().defined()) {
                attention = attentive == 0 ? output.attention() : attention.add(output.attention());
                attentive++;
            }
        }
        return new Transformer.Output(
                probabilities.mul(new Scalar(1.0 / members.size())).log(),
                first.flareMean(),
                first.flareFactor(),
                attentive == 0 ? attention : attention.mul(new Scalar(1.0 / attentive)));
    }

    @Override
    public void close() {
        members.forEach(Transformer::close);
    }
}
