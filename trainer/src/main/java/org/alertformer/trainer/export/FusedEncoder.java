package org.alertformer.trainer.export;

import java.util.List;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Weights;

/**
 * The blocks of a pre-norm network in ONNX Runtime's fused operators. All of it is exact:
 *
 * <ol>
 *   <li>LayerNorm does not see scale, so SkipLayerNormalization(h, h) with 4 epsilon is LayerNorm(h) with epsilon; its
 *       kernel is several times faster than that of LayerNormalization. The other norms take a real residual, whose sum
 *       is the operator's fourth output.
 *   <li>The last block is computed for the class token only.
 *   <li>Its keys and values are never formed. With N the block's normalised input, q_h the token's query and W of one head,
 *       scores = N u_h, u_h = Wk_h^T q_h / sqrt(D): the key bias adds the same to all scores and cancels in the softmax. The
 *       answer is (p N) Wv_h + b_v since the weights p add up to 1. The weights are the attention of the class token.
 * </ol>
 */
record FusedEncoder(Layers layers, Mask mask) implements Encoder {
    /** A normalised state, and the residual stream it was made of. */
    private record State(String normalised, String residual) {}

    @Override
    public Encoded encode(String tokens) {
        int last = layers.architecture().layers() - 1;
        State state = new State(selfNorm(tokens, Layers.layer(0) + "norm1"), tokens);
        for (int l = 0; l < last; l++) {
            String layer = Layers.layer(l);
            String y = projected(attention(state.normalised(), layer), layer + "out");
            State middle = skipNorm(y, state.residual(), layer + "norm2", layer + "out.bias");
            state = skipNorm(
                    feedForward(middle.normalised(), layer),
                    middle.residual(),
                    Layers.layer(l + 1) + "norm1",
                    layer + "down.bias");
        }
        return classToken(state, Layers.layer(last));
    }

    private Encoded classToken(State state, String layer) {
        Graph g = layers.graph();
        int d = layers.width();
        int heads = layers.architecture().heads();
        int width = layers.architecture().headWidth();
        String n = state.normalised();
        String q = g.reshape(layers.linear(layers.first(n), layer + "qkv", 0, d), 0, heads, 1, width);
        String u = g.reshape(g.node("MatMul", q, absorbedKeys(layer)), 0, heads, d);
        String scores = g.node("MatMul", u, g.transpose(n, 0, 2, 1));
        String penalty = g.node("Unsqueeze", mask.additive(), g.integers(1));
        String p = g.softmax(g.node("Add", scores, penalty));
        String context = g.node("Unsqueeze", g.node("MatMul", p, n), g.integers(2));
        String heard = g.reshape(g.node("MatMul", context, absorbedValues(layer)), 0, 1, d);
        String values = g.node("Add", heard, layers.part(layer + "qkv.bias", 2 * d, d));
        String y = projected(values, layer + "out");
        State middle = skipNorm(y, layers.first(state.residual()), layer + "norm2", layer + "out.bias");
        State end = skipNorm(feedForward(middle.normalised(), layer), middle.residual(), "norm", layer + "down.bias");
        String attention = g.node("ReduceMean", List.of(p, g.integers(1)), Graph.integer("keepdims", 0));
        return new Encoded(g.reshape(end.normalised(), -1, d), attention, n);
    }

    /** Wk_h / sqrt(D) per head [1, heads, D, d]. */
    private String absorbedKeys(String layer) {
        int d = layers.width();
        float[] all = layers.weights().values(layer + "qkv.weight");
        float[] keys = new float[d * d];
        float scale = (float) (1 / Math.sqrt(layers.architecture().headWidth()));
        for (int i = 0; i < keys.length; i++) {
            keys[i] = all[d * d + i] * scale;
        }
        return layers.graph()
                .constant(
                        layer + "keys",
                        keys,
                        1,
                        layers.architecture().heads(),
                        layers.architecture().headWidth(),
                        d);
    }

    /** Wv_h transposed per head [1, heads, d, D]. */
    private String absorbedValues(String layer) {
        int d = layers.width();
        int width = layers.architecture().headWidth();
        float[] all = layers.weights().values(layer + "qkv.weight");
        float[] values = new float[d * d];
        for (int o = 0; o < d; o++) {
            for (int i = 0; i < d; i++) {
                values[(o / width * d + i) * width + o % width] = all[(2 * d + o) * d + i];
            }
        }
        return layers.graph()
                .constant(layer + "values", values, 1, layers.architecture().heads(), d, width);
    }

    private String attention(String n, String layer) {
        Weights.Array bias = layers.weights().get(layer + "qkv.bias");
        return layers.graph()
                .node(
                        Graph.CONTRIB,
                        "Attention",
                        List.of(
                                n,
                                layers.transposed(layer + "qkv.weight", 0, bias.values().length),
                                layers.weight(layer + "qkv.bias"),
                                mask.attended()),
                        1,
                        Graph.integer("num_heads", layers.architecture().heads()),
                        Graph.real("mask_filter_value", Architecture.MASKED))
                .get(0);
    }

    /** Without the bias, which the following norm adds. */
    private String projected(String x, String name) {
        return layers.graph().node("MatMul", x, layers.transposed(name + ".weight", 0, layers.width()));
    }

    private String feedForward(String n, String layer) {
        Graph g = layers.graph();
        String up = g.node(
                "MatMul",
                n,
                layers.transposed(layer + "up.weight", 0, layers.architecture().feedForward()));
        String hidden = g.node(Graph.CONTRIB, "BiasGelu", List.of(up, layers.weight(layer + "up.bias")), 1)
                .get(0);
        return projected(hidden, layer + "down");
    }

    private String selfNorm(String h, String name) {
        return layers.graph()
                .node(
                        Graph.CONTRIB,
                        "SkipLayerNormalization",
                        List.of(h, h, layers.weight(name + ".weight"), layers.weight(name + ".bias")),
                        1,
                        Graph.real("epsilon", 4 * Architecture.NORM_EPSILON))
                .get(0);
    }

    private State skipNorm(String y, String h, String norm, String bias) {
        List<String> outputs = layers.graph()
                .node(
                        Graph.CONTRIB,
                        "SkipLayerNormalization",
                        List.of(
                                y,
                                h,
                                layers.weight(norm + ".weight"),
                                layers.weight(norm + ".bias"),
                                layers.weight(bias)),
                        4,
                        Graph.real("epsilon", Architecture.NORM_EPSILON));
        return new State(outputs.get(0), outputs.get(3));
    }
}
