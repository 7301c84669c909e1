package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import org.alertformer.trainer.network.Architecture;

/**
 * The mask in the forms that attention wants.
 *
 * @param additive 0 or {@link Architecture#MASKED} [batch, 1 + length]
 * @param attended 1 or 0, int32 [batch, 1 + length]
 * @param observations 0 or {@link Architecture#MASKED}, without the class token [batch, length]
 */
record Mask(String additive, String attended, String observations) {
    static Mask of(Graph g) {
        String mask = g.node("Cast", List.of("mask"), Graph.integer("to", TensorProto.DataType.FLOAT_VALUE));
        String one =
                g.node("Expand", g.scalar(1), g.concat(0, g.slice(g.node("Shape", "mask"), 0, 0, 1), g.integers(1)));
        String all = g.concat(1, one, mask);
        return new Mask(
                penalty(g, all),
                g.node("Cast", List.of(all), Graph.integer("to", TensorProto.DataType.INT32_VALUE)),
                penalty(g, mask));
    }

    private static String penalty(Graph g, String mask) {
        return g.node("Mul", g.node("Sub", mask, g.scalar(1)), g.scalar(-Architecture.MASKED));
    }
}
