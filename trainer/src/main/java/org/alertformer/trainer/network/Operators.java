package org.alertformer.trainer.network;

import org.alertformer.trainer.network.Body.Cell;

/**
 * What a network is written in. With libtorch behind it the network computes and learns; with a graph behind it the same
 * code writes the file that is served. So every network is written once.
 *
 * <p>Shapes: B light curves, L observations of the longest, F features. Arithmetic broadcasts as usual. Axes count from 0.
 *
 * @param <T> a tensor: numbers, or the name of a node
 */
public interface Operators<T> {
    /** [B, L, F] */
    T features();

    /** Days since the reference [B, L]. */
    T time();

    /** 1 for an observation, 0 for padding [B, L]. */
    T mask();

    T weight(String name);

    T constant(float[] values, long... shape);

    T add(T a, T b);

    T subtract(T a, T b);

    T multiply(T a, T b);

    T divide(T a, T b);

    T matmul(T a, T b);

    T scale(T x, double factor);

    T shift(T x, double summand);

    T minimum(T x, double bound);

    T sin(T x);

    T cos(T x);

    /** ln x of positive numbers. */
    T log(T x);

    T exp(T x);

    T abs(T x);

    T relu(T x);

    T gelu(T x);

    /** Over the last axis. */
    T softmax(T x);

    /** Over one axis, which stays with extent 1. */
    T mean(T x, int axis);

    T sum(T x, int axis);

    /** Running sums along axis 1. */
    T cumulate(T x);

    /** Over axis 1, which stays with extent 1, of what is 0 for padding; it can go on where an earlier batch ended. */
    T total(T x);

    /** An extent of 0 stays as it was, one of -1 is what is left. */
    T reshape(T x, long... shape);

    T transpose(T x, long... order);

    /** From an index on, up to another or the end if that is larger than the extent. */
    T slice(T x, int axis, long from, long to);

    /** At least two. */
    T concat(int axis, T first, T second);

    /** [1, S, d] for each light curve: [B, S, d]. */
    T forEachCurve(T x);

    /** x W^T + b with the weights {@code name.weight} and {@code name.bias}. */
    T linear(T x, String name);

    /** The same for some of the outputs. */
    T linear(T x, String name, int from, int count);

    /** LayerNorm over the last axis. */
    T norm(T x, String name);

    /** Scaled dot-product attention of [B, heads, S, D] with what is added to the scores. */
    T attend(T queries, T keys, T values, T penalty);

    /** One recurrent layer over [B, L, in]: its states [B, L, hidden], padding at the end. */
    T recurrent(Cell cell, T x, String name, int hidden);

    /** Each channel of [B, L, d] filtered along the length by {@code name.weight} [d, 1, kernel], zeros outside. */
    T convolve(T x, String name, int kernel);

    /** Leaves out at random in training. */
    T dropout(T x);
}
