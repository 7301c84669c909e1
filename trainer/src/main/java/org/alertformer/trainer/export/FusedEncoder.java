package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.Arrays;
import java.util.List;
import org.alertformer.trainer.network.Architecture;

/**
 * The blocks in the operators that ONNX Runtime has fast kernels for. All of it is exact:
 *
 * <ol>
 *   <li>SkipLayerNormalization, several times faster than LayerNormalization, adds y and a bias to the residual stream and
 *       normalises the sum, its fourth output.
 *   <li>Tokens are rows of one matrix [batch (1 + length), d], so that a product and its bias are one Gemm. Queries, keys and
 *       values are three products, as ONNX's Attention reads its heads where they lie and nothing is transposed.
 *   <li>Padding follows the observations, so attention needs no mask but the number of tokens that count.
 *   <li>The key bias adds the same to all scores of a query and cancels in the softmax, unless keys turn with time. The
 *       weights of the softmax add up to 1, so the value bias goes through attention as it is, and through the matrix behind it
 *       into that one's bias.
 *   <li>The last block is computed for the class token only.
 *   <li>Its values are never formed, nor its keys unless they turn with time. With N the block's normalised input, q_h the
 *       token's query and W of one head, scores = N u_h, u_h = Wk_h^T q_h / sqrt(D), and the answer is (p N) Wv_h. The
 *       weights p are the attention of the class token.
 * </ol>
 */
record FusedEncoder(Layers layers, Mask mask) implements Encoder {
    /**
     * What a sublayer reads, and the residual stream that its answer is added to; [batch (1 + length), d] or, of the class
     * token alone, [batch, d]. Post-norm has but one of them.
     */
    private record State(String input, String residual) {}

    @Override
    public Encoded encode(String tokens) {
        Graph g = layers.graph();
        int d = layers.width();
        int last = layers.architecture().layers() - 1;
        String shape = g.concat(0, g.slice(g.node("Shape", tokens), 0, 0, 2), g.integers(-1));
        String attended = Mask.tokens(g);
        RotaryGraph rotary = RotaryGraph.of(layers);
        String rows = g.reshape(tokens, -1, d);
        State state = pre() ? new State(layers.fastNorm(rows, Layers.layer(0) + "norm1"), rows) : new State(rows, rows);
        for (int l = 0; l < last; l++) {
            String layer = Layers.layer(l);
            String heard = g.reshape(attention(state.input(), layer, shape, attended, rotary), -1, d);
            state = rest(state, heard, l);
        }
        String n = g.node("Reshape", state.input(), shape);
        String h = pre() ? g.node("Reshape", state.residual(), shape) : n;
        String token = g.reshape(layers.first(n), -1, d);
        String layer = Layers.layer(last);
        String p = weights(token, n, layer, rotary);
        State first = new State(token, pre() ? g.reshape(layers.first(h), -1, d) : token);
        State end = rest(first, values(p, n, layer), last);
        String attention = g.node("ReduceMean", List.of(p, g.integers(1)), Graph.integer("keepdims", 0));
        return new Encoded(end.input(), attention, n);
    }

    private boolean pre() {
        return layers.architecture().norm() == Architecture.Norm.pre;
    }

    /** What all tokens of a light curve hear of each other [batch, 1 + length, d]. */
    private String attention(String n, String layer, String shape, String tokens, RotaryGraph rotary) {
        Graph g = layers.graph();
        int d = layers.width();
        int heads = layers.architecture().heads();
        String q = g.node("Reshape", gemm(n, layer + "qkv", 0, d), shape);
        String keys = rotary.turns() ? gemm(n, layer + "qkv", d, d) : product(n, layer + "qkv", d, d);
        String k = g.node("Reshape", keys, shape);
        String v = g.node("Reshape", product(n, layer + "qkv", 2 * d, d), shape);
        if (rotary.turns()) {
            String turned = rotary.turn(layers.split(q));
            String heard =
                    attention(List.of(turned, rotary.turn(layers.split(k)), layers.split(v), "", "", "", tokens));
            return layers.join(heard);
        }
        return attention(
                List.of(q, k, v, "", "", "", tokens),
                Graph.integer("q_num_heads", heads),
                Graph.integer("kv_num_heads", heads));
    }

    private String attention(List<String> inputs, AttributeProto... attributes) {
        return layers.graph().node("Attention", inputs, attributes);
    }

    /** A block after its attention: projection, norm, feed-forward part, norm. */
    private State rest(State state, String heard, int layer) {
        Graph g = layers.graph();
        Architecture a = layers.architecture();
        String name = Layers.layer(layer);
        String own = name + (pre() ? "norm2" : "norm1");
        String next = layer + 1 < a.layers() ? Layers.layer(layer + 1) + "norm1" : "norm";
        String y = product(heard, name + "out", 0, a.width());
        State middle = added(state, y, own, outBias(name));
        String hidden = g.node("Gelu", gemm(middle.input(), name + "up", 0, a.feedForward()));
        String z = product(hidden, name + "down", 0, a.width());
        return added(middle, z, pre() ? next : name + "norm2", layers.weight(name + "down.bias"));
    }

    /** The class token's attention in the last block [batch, heads, 1 + length]. */
    private String weights(String token, String n, String layer, RotaryGraph rotary) {
        Graph g = layers.graph();
        int d = layers.width();
        int heads = layers.architecture().heads();
        int width = layers.architecture().headWidth();
        String q = g.reshape(gemm(token, layer + "qkv", 0, d), -1, heads, 1, width);
        String scores;
        if (rotary.turns()) {
            // the class token stands at t = 0, where nothing turns
            String k = rotary.turn(layers.split(layers.linear(n, layer + "qkv", d, d)));
            String scaled = g.node("Mul", q, g.scalar(1 / Math.sqrt(width)));
            scores = g.node("Squeeze", g.node("MatMul", scaled, g.transpose(k, 0, 1, 3, 2)), g.integers(2));
        } else {
            String u = g.reshape(g.node("MatMul", q, absorbedKeys(layer)), -1, heads, d);
            scores = g.node("MatMul", u, g.transpose(n, 0, 2, 1));
        }
        return g.softmax(g.node("Add", scores, g.node("Unsqueeze", mask.additive(), g.integers(1))));
    }

    /** What the class token hears, without the bias [batch, d]. */
    private String values(String p, String n, String layer) {
        Graph g = layers.graph();
        String context = g.node("Unsqueeze", g.node("MatMul", p, n), g.integers(2));
        return g.reshape(g.node("MatMul", context, absorbedValues(layer)), -1, layers.width());
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

    /** The bias of the projection behind attention, that of the values in it. */
    private String outBias(String layer) {
        int d = layers.width();
        float[] bias = Arrays.copyOf(layers.weights().values(layer + "out.bias"), d);
        float[] matrix = layers.weights().values(layer + "out.weight");
        float[] values = layers.weights().values(layer + "qkv.bias");
        for (int o = 0; o < d; o++) {
            double sum = bias[o];
            for (int i = 0; i < d; i++) {
                sum += (double) matrix[o * d + i] * values[2 * d + i];
            }
            bias[o] = (float) sum;
        }
        return layers.graph().constant(layer + "out.bias", bias, d);
    }

    /** Some outputs of a layer, of rows. */
    private String gemm(String x, String name, int from, int count) {
        return layers.graph()
                .node(
                        "Gemm",
                        x,
                        layers.transposed(name + ".weight", from, count),
                        layers.part(name + ".bias", from, count));
    }

    /** The same without the bias. */
    private String product(String x, String name, int from, int count) {
        return layers.graph().node("MatMul", x, layers.transposed(name + ".weight", from, count));
    }

    /** The state after y and a bias were added to the residual stream. */
    private State added(State state, String y, String norm, String bias) {
        List<String> inputs =
                List.of(y, state.residual(), layers.weight(norm + ".weight"), layers.weight(norm + ".bias"), bias);
        List<String> outputs = layers.graph()
                .node(
                        Graph.CONTRIB,
                        "SkipLayerNormalization",
                        inputs,
                        pre() ? 4 : 1,
                        Graph.real("epsilon", Architecture.NORM_EPSILON));
        return new State(outputs.get(0), outputs.get(outputs.size() - 1));
    }
}
