package org.alertformer.trainer.export;

import java.util.Arrays;
import java.util.List;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Weights;

/**
 * The parts that all forms of the graph share.
 *
 * @param features the name of the network's features [batch, length, F]
 */
record Layers(Graph graph, Architecture architecture, Weights weights, String features) {
    int width() {
        return architecture.width();
    }

    /** The name of a layer, as the weights know it. */
    static String layer(int index) {
        return "layer" + index + ".";
    }

    /** A weight as it is. */
    String weight(String name) {
        Weights.Array array = weights.get(name);
        return graph.constant(name, array.values(), array.shape());
    }

    /** Rows of a matrix [out, in], transposed to [in, rows] as MatMul takes it. */
    String transposed(String name, int from, int rows) {
        Weights.Array array = weights.get(name);
        int in = (int) array.shape()[1];
        float[] transposed = new float[in * rows];
        for (int o = 0; o < rows; o++) {
            for (int i = 0; i < in; i++) {
                transposed[i * rows + o] = array.values()[(from + o) * in + i];
            }
        }
        return graph.constant(name + "[" + from + "+" + rows + "]", transposed, in, rows);
    }

    /** Part of a vector. */
    String part(String name, int from, int count, long... shape) {
        float[] values = Arrays.copyOfRange(weights.values(name), from, from + count);
        return graph.constant(
                name + "[" + from + "+" + count + "]", values, shape.length == 0 ? new long[] {count} : shape);
    }

    /** x W + b. */
    String linear(String x, String name) {
        return linear(x, name, 0, (int) weights.get(name + ".weight").shape()[0]);
    }

    /** The same for some of the outputs. */
    String linear(String x, String name, int from, int rows) {
        return graph.node(
                "Add",
                graph.node("MatMul", x, transposed(name + ".weight", from, rows)),
                part(name + ".bias", from, rows));
    }

    String norm(String x, String name) {
        return graph.node(
                "LayerNormalization",
                List.of(x, weight(name + ".weight"), weight(name + ".bias")),
                Graph.integer("axis", -1),
                Graph.real("epsilon", Architecture.NORM_EPSILON));
    }

    /**
     * The same in ONNX Runtime's own operator, whose kernel is several times faster: LayerNorm does not see scale, so the
     * norm of x + x with 4 epsilon is that of x.
     */
    String fastNorm(String x, String name) {
        List<String> inputs = List.of(x, x, weight(name + ".weight"), weight(name + ".bias"));
        return graph.node(
                        Graph.CONTRIB,
                        "SkipLayerNormalization",
                        inputs,
                        1,
                        Graph.real("epsilon", 4 * Architecture.NORM_EPSILON))
                .get(0);
    }

    /** The class token in front of the tokens [batch, length, d]. */
    String withClassToken(String tokens) {
        String batch = graph.slice(graph.node("Shape", "mask"), 0, 0, 1);
        String token = graph.constant("class", weights.values("class"), 1, 1, width());
        String expanded =
                graph.node("Expand", token, graph.concat(0, batch, graph.integers(1), graph.integers(width())));
        return graph.concat(1, expanded, tokens);
    }

    /** [batch, S, d] to [batch, heads, S, d / heads]. */
    String split(String x) {
        return graph.transpose(graph.reshape(x, 0, 0, architecture.heads(), architecture.headWidth()), 0, 2, 1, 3);
    }

    /** [batch, heads, S, d / heads] to [batch, S, d]. */
    String join(String x) {
        return graph.reshape(graph.transpose(x, 0, 2, 1, 3), 0, 0, width());
    }

    /** The class token's state of [batch, 1 + length, d] as [batch, 1, d]. */
    String first(String x) {
        return graph.slice(x, 1, 0, 1);
    }
}
