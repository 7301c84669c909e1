package org.alertformer.trainer.network;

import java.util.function.Function;
import org.alertformer.trainer.network.Body.Cell;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Networks that compute and learn. For one batch, within the caller's pointer scope.
 *
 * @param width features of the batch that are the network's, the first
 * @param parameter the weights, by name
 * @param rate of dropout; none at 0
 */
record Libtorch(Batch batch, int width, Function<String, Tensor> parameter, double rate) implements Operators<Tensor> {
    @Override
    public Tensor features() {
        return batch.features().narrow(2, 0, width);
    }

    @Override
    public Tensor time() {
        return batch.time();
    }

    @Override
    public Tensor mask() {
        return batch.mask();
    }

    @Override
    public Tensor weight(String name) {
        return parameter.apply(name);
    }

    @Override
    public Tensor constant(float[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return a.add(b);
    }

    @Override
    public Tensor subtract(Tensor a, Tensor b) {
        return a.sub(b);
    }

    @Override
    public Tensor multiply(Tensor a, Tensor b) {
        return a.mul(b);
    }

    @Override
    public Tensor divide(Tensor a, Tensor b) {
        return a.div(b);
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
        return a.matmul(b);
    }

    @Override
    public Tensor scale(Tensor x, double factor) {
        return x.mul(new Scalar(factor));
    }

    @Override
    public Tensor shift(Tensor x, double summand) {
        return x.add(new Scalar(summand));
    }

    @Override
    public Tensor minimum(Tensor x, double bound) {
        return x.clamp_max(new Scalar(bound));
    }

    @Override
    public Tensor sin(Tensor x) {
        return x.sin();
    }

    @Override
    public Tensor cos(Tensor x) {
        return x.cos();
    }

    @Override
    public Tensor log(Tensor x) {
        return x.log();
    }

    @Override
    public Tensor exp(Tensor x) {
        return x.exp();
    }

    @Override
    public Tensor abs(Tensor x) {
        return x.abs();
    }

    @Override
    public Tensor relu(Tensor x) {
        return x.relu();
    }

    @Override
    public Tensor gelu(Tensor x) {
        return torch.gelu(x);
    }

    @Override
    public Tensor softmax(Tensor x) {
        return x.softmax(-1);
    }

    @Override
    public Tensor mean(Tensor x, int axis) {
        return sum(x, axis).mul(new Scalar(1.0 / x.size(axis)));
    }

    @Override
    public Tensor sum(Tensor x, int axis) {
        return x.sum(axis).unsqueeze(axis);
    }

    @Override
    public Tensor cumulate(Tensor x) {
        return x.cumsum(1);
    }

    @Override
    public Tensor total(Tensor x) {
        return sum(x, 1);
    }

    @Override
    public Tensor reshape(Tensor x, long... shape) {
        long[] extents = shape.clone();
        for (int i = 0; i < extents.length; i++) {
            extents[i] = extents[i] == 0 ? x.size(i) : extents[i];
        }
        return x.reshape(extents);
    }

    @Override
    public Tensor transpose(Tensor x, long... order) {
        return x.permute(order);
    }

    @Override
    public Tensor slice(Tensor x, int axis, long from, long to) {
        return x.narrow(axis, from, Math.min(to, x.size(axis)) - from);
    }

    @Override
    public Tensor concat(int axis, Tensor first, Tensor second) {
        return torch.cat(new TensorVector(first, second), axis);
    }

    @Override
    public Tensor forEachCurve(Tensor x) {
        return x.expand(batch.size(), x.size(1), x.size(2));
    }

    @Override
    public Tensor linear(Tensor x, String name) {
        return torch.linear(x, weight(name + ".weight"), new TensorOptional(weight(name + ".bias")));
    }

    @Override
    public Tensor linear(Tensor x, String name, int from, int count) {
        return torch.linear(
                x,
                weight(name + ".weight").narrow(0, from, count),
                new TensorOptional(weight(name + ".bias").narrow(0, from, count)));
    }

    @Override
    public Tensor norm(Tensor x, String name) {
        Tensor gain = weight(name + ".weight");
        return torch.layer_norm(
                x,
                new long[] {gain.size(0)},
                new TensorOptional(gain),
                new TensorOptional(weight(name + ".bias")),
                Architecture.NORM_EPSILON,
                false);
    }

    @Override
    public Tensor attend(Tensor queries, Tensor keys, Tensor values, Tensor penalty) {
        return torch.scaled_dot_product_attention(
                queries, keys, values, new TensorOptional(penalty), 0.0, false, new DoubleOptional(), false);
    }

    @Override
    public Tensor recurrent(Cell cell, Tensor x, String name, int hidden) {
        TensorVector weights = new TensorVector(
                weight(name + ".in.weight"),
                weight(name + ".state.weight"),
                weight(name + ".in.bias"),
                weight(name + ".state.bias"));
        Tensor start = Tensor.create(new float[batch.size() * hidden], 1, batch.size(), hidden);
        return switch (cell) {
            case gru ->
                torch.gru(x, start, weights, true, 1, 0, true, false, true).get0();
            case lstm ->
                torch.lstm(x, new TensorVector(start, start), weights, true, 1, 0, true, false, true)
                        .get0();
        };
    }

    @Override
    public Tensor convolve(Tensor x, String name, int kernel) {
        long[] one = {1};
        return torch.conv1d(
                        x.transpose(1, 2),
                        weight(name + ".weight"),
                        new TensorOptional(weight(name + ".bias")),
                        one,
                        new long[] {kernel / 2},
                        one,
                        x.size(2))
                .transpose(1, 2);
    }

    @Override
    public Tensor dropout(Tensor x) {
        return rate > 0 ? torch.dropout(x, rate, true) : x;
    }
}
