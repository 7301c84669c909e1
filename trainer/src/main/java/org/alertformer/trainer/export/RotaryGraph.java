package org.alertformer.trainer.export;

import org.alertformer.trainer.network.TimeTokens;
import org.jspecify.annotations.Nullable;

/**
 * The rotation of queries and keys by time.
 *
 * @param cos of the angles [batch, 1, 1 + length, D/2]; null where nothing turns
 * @param sin likewise
 */
record RotaryGraph(Graph g, @Nullable String cos, @Nullable String sin, int half) {
    static RotaryGraph of(Layers layers) {
        Graph g = layers.graph();
        int half = layers.architecture().headWidth() / 2;
        String angles = new TimeTokens<>(GraphOperators.of(layers, false), layers.architecture()).angles();
        if (angles == null) {
            return new RotaryGraph(g, null, null, half);
        }
        String zero = g.node("Mul", g.slice(angles, 1, 0, 1), g.scalar(0));
        String angle = g.node("Unsqueeze", g.concat(1, zero, angles), g.integers(1));
        return new RotaryGraph(g, g.node("Cos", angle), g.node("Sin", angle), half);
    }

    boolean turns() {
        return cos != null;
    }

    String turn(String x) {
        if (cos == null || sin == null) {
            return x;
        }
        String first = g.slice(x, 3, 0, half);
        String second = g.slice(x, 3, half, 2L * half);
        return g.concat(
                3,
                g.node("Sub", g.node("Mul", first, cos), g.node("Mul", second, sin)),
                g.node("Add", g.node("Mul", first, sin), g.node("Mul", second, cos)));
    }
}
