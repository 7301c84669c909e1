package org.alertformer.trainer.network;

import org.jspecify.annotations.Nullable;

/**
 * Attention as it stands in the paper, in plain Java, to be read and to be checked against. What trains and what serves
 * computes the same with libraries.
 *
 * <p>A sequence of n tokens is a matrix X [n, d], one token a row. Each token asks a question, its query, a row of Q = X
 * W_Q; each offers a key, a row of K = X W_K, and something to tell, its value, a row of V = X W_V. The answer to a query
 * is the mean of the values, weighted by how well the keys fit:
 *
 * <pre>
 *   Attention(Q, K, V) = softmax(Q K^T / sqrt(d_k)) V                                   (1)
 *
 *   MultiHead(Q, K, V) = Concat(head_1, ..., head_h) W_O
 *       where head_i   = Attention(Q W_Q_i, K W_K_i, V W_V_i)                           (section 3.2.2)
 * </pre>
 *
 * The softmax goes over each row, so that the weights of a query add up to 1. The root of d_k, the width of a key, keeps the
 * scores near unit variance whatever the width is: a sum of d_k products of independent numbers of unit variance has the
 * variance d_k, and a softmax of large scores would look at one token only and have hardly any gradient.
 *
 * <p>Nothing here knows where in the sequence a token stands: permuted tokens give the same answers, permuted likewise. So
 * time must be written into the tokens; see {@link TimeChannels}.
 *
 * <p>Matrices are arrays of rows. Vaswani et al. 2017, arXiv 1706.03762.
 *
 * @param queries W_Q of all heads side by side [d, d]; head i owns the columns from i d/h to (i + 1) d/h
 * @param keys W_K likewise
 * @param values W_V likewise
 * @param output W_O [d, d]
 * @param heads h
 */
public record Attention(double[][] queries, double[][] keys, double[][] values, double[][] output, int heads) {
    public Attention {
        if (heads < 1 || queries[0].length % heads != 0) {
            throw new IllegalArgumentException("heads: " + heads + " do not divide the width " + queries[0].length);
        }
    }

    /** A head whose projections change nothing. */
    public static Attention identity(int width) {
        double[][] one = new double[width][width];
        for (int i = 0; i < width; i++) {
            one[i][i] = 1;
        }
        return new Attention(one, one, one, one, 1);
    }

    /**
     * Multi-head self-attention of the tokens X [n, d].
     *
     * @param visible which token may look at which [n, n], for padding and for causal attention; each at each if null
     * @return [n, d]
     */
    public double[][] of(double[][] tokens, boolean @Nullable [][] visible) {
        double[][] q = product(tokens, queries);
        double[][] k = product(tokens, keys);
        double[][] v = product(tokens, values);
        int width = q[0].length / heads;
        double[][] joined = new double[tokens.length][q[0].length];
        for (int head = 0; head < heads; head++) {
            int from = head * width;
            double[][] p = weights(columns(q, from, width), columns(k, from, width), visible);
            double[][] answer = product(p, columns(v, from, width));
            for (int i = 0; i < answer.length; i++) {
                System.arraycopy(answer[i], 0, joined[i], from, width);
            }
        }
        return product(joined, output);
    }

    /** Scaled dot-product attention, equation 1: queries [n, d_k], keys [m, d_k], values [m, d_v] to [n, d_v]. */
    public static double[][] scaledDotProduct(double[][] q, double[][] k, double[][] v) {
        return product(weights(q, k, null), v);
    }

    /** softmax(Q K^T / sqrt(d_k)) [n, m]: how much each query hears of each key; 0 where it is not visible. */
    public static double[][] weights(double[][] q, double[][] k, boolean @Nullable [][] visible) {
        double[][] weights = new double[q.length][k.length];
        for (int i = 0; i < q.length; i++) {
            for (int j = 0; j < k.length; j++) {
                double score = 0;
                for (int c = 0; c < q[i].length; c++) {
                    score += q[i][c] * k[j][c];
                }
                boolean seen = visible == null || visible[i][j];
                weights[i][j] = seen ? score / Math.sqrt(q[i].length) : Double.NEGATIVE_INFINITY;
            }
            softmax(weights[i]);
        }
        return weights;
    }

    /** exp(x_j) / sum exp(x), in place; the largest is subtracted first, which changes nothing but avoids overflow. */
    private static void softmax(double[] x) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : x) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            x[j] = Math.exp(x[j] - largest);
            sum += x[j];
        }
        for (int j = 0; j < x.length; j++) {
            x[j] /= sum;
        }
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[k].length; j++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    private static double[][] columns(double[][] x, int from, int count) {
        double[][] part = new double[x.length][count];
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(x[i], from, part[i], 0, count);
        }
        return part;
    }
}
