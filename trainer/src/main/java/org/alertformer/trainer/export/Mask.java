package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import org.alertformer.trainer.network.Architecture;

/**
 * The mask in the forms that attention wants.
 *
 * @param additive 0 or {@link Architecture#MASKED} [batch, 1 + length]
 * @param observations the same with the class token left out, too [batch, 1 + length]
 */
record Mask(String additive, String observations) {
    static Mask of(Graph g) {
        String mask = g.node("Cast", List.of("mask"), Graph.integer("to", TensorProto.DataType.FLOAT_VALUE));
        String penalty = g.node("Mul", g.node("Sub", mask, g.scalar(1)), g.scalar(-Architecture.MASKED));
        return new Mask(
                g.concat(1, classToken(g, 0), penalty), g.concat(1, classToken(g, Architecture.MASKED), penalty));
    }

    /** A number for the class token of each light curve [batch, 1]. */
    private static String classToken(Graph g, double value) {
        return g.node("Expand", g.scalar(value), g.concat(0, g.slice(g.node("Shape", "mask"), 0, 0, 1), g.integers(1)));
    }

    /** How many tokens there are before the padding, the class token among them, int64 [batch]. */
    static String tokens(Graph g) {
        String mask = g.node("Cast", List.of("mask"), Graph.integer("to", TensorProto.DataType.INT64_VALUE));
        String observations = g.node("ReduceSum", List.of(mask, g.integers(1)), Graph.integer("keepdims", 0));
        return g.node("Add", observations, g.integers(1));
    }
}
