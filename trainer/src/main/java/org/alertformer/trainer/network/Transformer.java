package org.alertformer.trainer.network;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The encoder with its class token and its heads, in libtorch. The last block is computed for the class token alone, since
 * nothing else of it is used.
 *
 * <p>The flare head gives means m and a Cholesky factor L of the covariance of (ln amplitude, onset, ln decay). The onset is
 * counted from an anchor: the mean of the observation times under a softmax of scores of the last block's input tokens.
 * A network cannot write a time of 700.3 days with the precision that a single observation already has; pointing at the
 * observation can.
 *
 * <p>Not safe for use by several threads. Every call must be made within the caller's own pointer scope.
 */
public final class Transformer implements AutoCloseable {
    private final Architecture architecture;
    private final List<Integer> columns;
    private final Parameters parameters;

    /**
     * What the network says.
     *
     * @param logits [B, classes]
     * @param flareMean [B, 3], undefined if the network has no flare head
     * @param flareFactor [B, 6]: ln l11, ln l22, ln l33, l21, l31, l32 in the head's units
     * @param attention [B, L] of the class token in the last block, mean over the heads; undefined if the network has none
     */
    public record Output(Tensor logits, Tensor flareMean, Tensor flareFactor, Tensor attention) {}

    public Transformer(Member member) {
        this.architecture = member.architecture();
        this.columns = member.columns();
        this.parameters = new Parameters(member.weights());
    }

    public Architecture architecture() {
        return architecture;
    }

    /** The trainable tensors, by name. They stay valid as long as this network. */
    public Map<String, Tensor> trainable() {
        return parameters.trainable();
    }

    /** The unit of each flare parameter [3]; null without a flare head. */
    public @Nullable Tensor flareSpread() {
        return parameters.find(Initializer.CONSTANT + "flare_spread");
    }

    /** A copy of all weights as they are now. */
    public Weights weights() {
        return parameters.copy();
    }

    /** Takes over weights of the same names and shapes. */
    public void load(Weights weights) {
        parameters.load(weights);
    }

    /**
     * Forward pass; dropout, after the sublayers and inside the feed-forward part, only where it is above 0. The batch may
     * have features that are not this network's.
     */
    public Output forward(Batch all, double dropout) {
        Batch batch = all.select(columns);
        if (!(architecture.body() instanceof Body.Encoder)) {
            return output(new Network<>(operators(batch, dropout), architecture, false).encode(), batch);
        }
        int d = architecture.width();
        int length = batch.length() + 1;
        Tensor observed =
                torch.cat(new TensorVector(torch.ones_like(batch.mask().narrow(1, 0, 1)), batch.mask()), 1);
        Tensor penalty = observed.sub(new Scalar(1.0))
                .mul(new Scalar(-Architecture.MASKED))
                .view(batch.size(), 1, 1, length);
        Tensor tokens = new TimeTokens<>(operators(batch, dropout), architecture).tokens();
        Tensor h = torch.cat(new TensorVector(weight("class").view(1, 1, d).expand(batch.size(), 1, d), tokens), 1);
        Rotation rotation = rotation(batch, length);
        int last = architecture.layers() - 1;
        for (int l = 0; l < last; l++) {
            h = block(h, "layer" + l + ".", penalty, rotation, dropout);
        }
        return heads(h, "layer" + last + ".", batch, penalty, rotation, dropout);
    }

    /**
     * The body's answer, with the states of the observations.
     *
     * @param shift added to the tokens [B, L, d]; nothing if null
     */
    public Encoded<Tensor> encode(Batch all, double dropout, @Nullable Tensor shift) {
        Batch batch = all.select(columns);
        Libtorch operators = operators(batch, dropout);
        Tensor tokens = new TimeTokens<>(operators, architecture).tokens();
        return new Network<>(operators, architecture, true).encode(shift == null ? tokens : tokens.add(shift));
    }

    private Libtorch operators(Batch batch, double dropout) {
        return new Libtorch(batch, architecture.features(), this::weight, dropout);
    }

    private Output output(Encoded<Tensor> encoded, Batch batch) {
        Tensor attention = encoded.attention();
        return output(
                encoded.token(),
                encoded.pointed(),
                attention == null ? new Tensor() : attention.narrow(1, 1, batch.length()));
    }

    private Output output(Tensor token, Encoded.@Nullable Pointed<Tensor> pointed, Tensor attention) {
        Tensor logits = linear(token, "classes");
        if (pointed == null) {
            return new Output(logits, new Tensor(), new Tensor(), attention);
        }
        Tensor both = torch.cat(new TensorVector(token, pointed.state()), 1);
        Tensor raw = linear(torch.gelu(linear(both, "flare1")), "flare2");
        Tensor mean = raw.narrow(1, 0, 3)
                .mul(weight(Initializer.CONSTANT + "flare_spread"))
                .add(weight(Initializer.CONSTANT + "flare_mean"));
        Tensor zero = torch.zeros_like(pointed.anchor());
        Tensor onset = torch.cat(new TensorVector(zero, pointed.anchor(), zero), 1);
        return new Output(logits, mean.add(onset), raw.narrow(1, 3, 6), attention);
    }

    private boolean pre() {
        return architecture.norm() == Architecture.Norm.pre;
    }

    private Rotation rotation(Batch batch, int length) {
        Tensor angles = new TimeTokens<>(operators(batch, 0), architecture).angles();
        if (angles == null) {
            return Rotation.NONE;
        }
        Tensor all = torch.cat(new TensorVector(torch.zeros_like(angles.narrow(1, 0, 1)), angles), 1);
        return Rotation.of(all.view(batch.size(), 1, length, architecture.headWidth() / 2));
    }

    private Tensor block(Tensor h, String layer, Tensor penalty, Rotation rotation, double dropout) {
        Tensor n = pre() ? norm(h, layer + "norm1") : h;
        int d = architecture.width();
        Tensor qkv = linear(n, layer + "qkv");
        Tensor q = rotation.turn(split(qkv.narrow(2, 0, d)));
        Tensor k = rotation.turn(split(qkv.narrow(2, d, d)));
        Tensor v = split(qkv.narrow(2, 2 * d, d));
        Tensor attended = torch.scaled_dot_product_attention(
                q, k, v, new TensorOptional(penalty), 0.0, false, new DoubleOptional(), false);
        Tensor y = linear(attended.transpose(1, 2).reshape(h.size(0), h.size(1), d), layer + "out");
        return feedForward(h, y, layer, dropout);
    }

    /** From the attention's answer y to the end of the block. */
    private Tensor feedForward(Tensor h, Tensor y, String layer, double dropout) {
        Tensor sum = h.add(drop(y, dropout));
        Tensor middle = pre() ? sum : norm(sum, layer + "norm1");
        Tensor n = pre() ? norm(sum, layer + "norm2") : middle;
        Tensor hidden = drop(torch.gelu(linear(n, layer + "up")), dropout);
        Tensor end = middle.add(drop(linear(hidden, layer + "down"), dropout));
        return pre() ? end : norm(end, layer + "norm2");
    }

    private Output heads(Tensor h, String layer, Batch batch, Tensor penalty, Rotation rotation, double dropout) {
        int d = architecture.width();
        Tensor n = pre() ? norm(h, layer + "norm1") : h;
        Tensor weight = weight(layer + "qkv.weight");
        Tensor bias = weight(layer + "qkv.bias");
        Tensor q = split(
                torch.linear(n.narrow(1, 0, 1), weight.narrow(0, 0, d), new TensorOptional(bias.narrow(0, 0, d))));
        Tensor kv = torch.linear(n, weight.narrow(0, d, 2 * d), new TensorOptional(bias.narrow(0, d, 2 * d)));
        Tensor k = rotation.turn(split(kv.narrow(2, 0, d)));
        Tensor v = split(kv.narrow(2, d, d));
        Tensor scores = q.matmul(k.transpose(2, 3))
                .mul(new Scalar(1 / Math.sqrt(architecture.headWidth())))
                .add(penalty);
        Tensor p = scores.softmax(-1);
        Tensor attention = p.mean(1).view(batch.size(), batch.length() + 1).narrow(1, 1, batch.length());
        Tensor attended = p.matmul(v).transpose(1, 2).reshape(batch.size(), 1, d);
        Tensor end = feedForward(h.narrow(1, 0, 1), linear(attended, layer + "out"), layer, dropout);
        Tensor token = (pre() ? norm(end, "norm") : end).view(batch.size(), d);
        return output(token, architecture.flare() ? pointed(n, batch, penalty) : null, attention);
    }

    private Encoded.Pointed<Tensor> pointed(Tensor n, Batch batch, Tensor penalty) {
        Tensor observations = n.narrow(1, 1, batch.length());
        Tensor pointer = linear(observations, "pointer")
                .view(batch.size(), 1, batch.length())
                .add(penalty.view(batch.size(), 1, batch.length() + 1).narrow(2, 1, batch.length()))
                .softmax(-1);
        Tensor anchor = pointer.matmul(batch.time().view(batch.size(), batch.length(), 1))
                .view(batch.size(), 1);
        return new Encoded.Pointed<>(anchor, pointer.matmul(observations).view(batch.size(), architecture.width()));
    }

    /** [B, S, d] to [B, heads, S, d / heads]. */
    private Tensor split(Tensor x) {
        return x.reshape(x.size(0), x.size(1), architecture.heads(), architecture.headWidth())
                .transpose(1, 2);
    }

    private static Tensor drop(Tensor x, double dropout) {
        return dropout > 0 ? torch.dropout(x, dropout, true) : x;
    }

    private Tensor norm(Tensor x, String name) {
        return torch.layer_norm(
                x,
                new long[] {architecture.width()},
                new TensorOptional(weight(name + ".weight")),
                new TensorOptional(weight(name + ".bias")),
                Architecture.NORM_EPSILON,
                false);
    }

    /** x W^T + b. */
    public Tensor linear(Tensor x, String name) {
        return parameters.linear(x, name);
    }

    /** One of the weights. */
    public Tensor weight(String name) {
        return parameters.get(name);
    }

    /** Frees the weights. */
    @Override
    public void close() {
        parameters.close();
    }
}
