package org.alertformer.trainer.export;

import org.alertformer.encoding.TimeEncoding;
import org.alertformer.trainer.network.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * The rotation of queries and keys by time.
 *
 * @param cos of the angles [batch, 1, 1 + length, D/2]; null where nothing turns
 * @param sin likewise
 */
record RotaryGraph(Graph g, @Nullable String cos, @Nullable String sin, int half) {
    static RotaryGraph of(Graph g, Architecture a) {
        int half = a.headWidth() / 2;
        if (a.timeEncoding().kind() != TimeEncoding.Kind.rotary) {
            return new RotaryGraph(g, null, null, half);
        }
        float[] theta = new float[half];
        for (int j = 0; j < half; j++) {
            theta[j] = (float) Math.pow(a.timeChannels().span(), -(double) j / half);
        }
        String zero = g.node("Mul", g.slice("time", 1, 0, 1), g.scalar(0));
        String time = g.node("Unsqueeze", g.concat(1, zero, "time"), g.integers(1, 3));
        String angle = g.node("Mul", time, g.constant("rotary.theta", theta, half));
        return new RotaryGraph(g, g.node("Cos", angle), g.node("Sin", angle), half);
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
