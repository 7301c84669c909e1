package org.alertformer.trainer.export;

import java.util.List;
import org.alertformer.trainer.network.Architecture;

/** The blocks in operators of the ONNX standard. */
record PlainEncoder(Layers layers, Mask mask) implements Encoder {
    @Override
    public Encoded encode(String tokens) {
        Architecture a = layers.architecture();
        Graph g = layers.graph();
        RotaryGraph rotary = RotaryGraph.of(layers);
        String penalty = g.node("Unsqueeze", mask.additive(), g.integers(1, 2));
        String h = tokens;
        for (int l = 0; l + 1 < a.layers(); l++) {
            String layer = Layers.layer(l);
            String n = pre() ? layers.norm(h, layer + "norm1") : h;
            String p = weights(n, n, layer, penalty, rotary);
            h = feedForward(h, attended(p, n, layer), layer);
        }
        String layer = Layers.layer(a.layers() - 1);
        String n = pre() ? layers.norm(h, layer + "norm1") : h;
        String p = weights(layers.first(n), n, layer, penalty, rotary);
        String end = feedForward(layers.first(h), attended(p, n, layer), layer);
        String token = g.reshape(pre() ? layers.norm(end, "norm") : end, -1, layers.width());
        String attention = g.node("ReduceMean", List.of(p, g.integers(1, 2)), Graph.integer("keepdims", 0));
        return new Encoded(token, attention, n);
    }

    private boolean pre() {
        return layers.architecture().norm() == Architecture.Norm.pre;
    }

    /** The attention of some tokens to all [batch, heads, Q, 1 + length]. */
    private String weights(String queries, String n, String layer, String penalty, RotaryGraph rotary) {
        Graph g = layers.graph();
        int d = layers.width();
        String q = layers.split(layers.linear(queries, layer + "qkv", 0, d));
        String k = rotary.turn(layers.split(layers.linear(n, layer + "qkv", d, d)));
        if (queries.equals(n)) {
            q = rotary.turn(q); // the class token alone stands at t = 0, where nothing turns
        }
        String scores = g.node("MatMul", q, g.transpose(k, 0, 1, 3, 2));
        double scale = 1 / Math.sqrt(layers.architecture().headWidth());
        return g.softmax(g.node("Add", g.node("Mul", scores, g.scalar(scale)), penalty));
    }

    private String attended(String p, String n, String layer) {
        int d = layers.width();
        String v = layers.split(layers.linear(n, layer + "qkv", 2 * d, d));
        return layers.linear(layers.join(layers.graph().node("MatMul", p, v)), layer + "out");
    }

    private String feedForward(String h, String y, String layer) {
        Graph g = layers.graph();
        String sum = g.node("Add", h, y);
        String middle = pre() ? sum : layers.norm(sum, layer + "norm1");
        String n = pre() ? layers.norm(sum, layer + "norm2") : middle;
        String hidden = g.node("Gelu", layers.linear(n, layer + "up"));
        String end = g.node("Add", middle, layers.linear(hidden, layer + "down"));
        return pre() ? end : layers.norm(end, layer + "norm2");
    }
}
