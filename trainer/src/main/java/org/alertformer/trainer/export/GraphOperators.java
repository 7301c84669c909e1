package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import org.alertformer.trainer.network.Body.Cell;
import org.alertformer.trainer.network.Operators;
import org.alertformer.trainer.network.Weights;

/**
 * Networks that write themselves as operators.
 *
 * @param layers of one network in the graph
 * @param floatMask the mask as numbers [batch, length]
 * @param fused with ONNX Runtime's own operators where they are faster, else with those of the ONNX standard alone
 */
record GraphOperators(Layers layers, String floatMask, boolean fused) implements Operators<String> {
    static GraphOperators of(Layers layers, boolean fused) {
        Graph g = layers.graph();
        String floatMask = g.node("Cast", List.of("mask"), Graph.integer("to", TensorProto.DataType.FLOAT_VALUE));
        return new GraphOperators(layers, floatMask, fused);
    }

    private Graph g() {
        return layers.graph();
    }

    @Override
    public String features() {
        return layers.features();
    }

    @Override
    public String time() {
        return "time";
    }

    @Override
    public String mask() {
        return floatMask;
    }

    @Override
    public String weight(String name) {
        return layers.weight(name);
    }

    @Override
    public String constant(float[] values, long... shape) {
        return g().constant("constant", values, shape);
    }

    @Override
    public String add(String a, String b) {
        return g().node("Add", a, b);
    }

    @Override
    public String subtract(String a, String b) {
        return g().node("Sub", a, b);
    }

    @Override
    public String multiply(String a, String b) {
        return g().node("Mul", a, b);
    }

    @Override
    public String divide(String a, String b) {
        return g().node("Div", a, b);
    }

    @Override
    public String matmul(String a, String b) {
        return g().node("MatMul", a, b);
    }

    @Override
    public String scale(String x, double factor) {
        return g().node("Mul", x, g().scalar(factor));
    }

    @Override
    public String shift(String x, double summand) {
        return g().node("Add", x, g().scalar(summand));
    }

    @Override
    public String minimum(String x, double bound) {
        return g().node("Min", x, g().scalar(bound));
    }

    @Override
    public String sin(String x) {
        return g().node("Sin", x);
    }

    @Override
    public String cos(String x) {
        return g().node("Cos", x);
    }

    @Override
    public String log(String x) {
        return g().node("Log", x);
    }

    @Override
    public String exp(String x) {
        return g().node("Exp", x);
    }

    @Override
    public String abs(String x) {
        return g().node("Abs", x);
    }

    @Override
    public String relu(String x) {
        return g().node("Relu", x);
    }

    @Override
    public String gelu(String x) {
        return g().node("Gelu", x);
    }

    @Override
    public String softmax(String x) {
        return g().softmax(x);
    }

    @Override
    public String mean(String x, int axis) {
        return g().node("ReduceMean", x, g().integers(axis));
    }

    @Override
    public String sum(String x, int axis) {
        return g().node("ReduceSum", x, g().integers(axis));
    }

    @Override
    public String cumulate(String x) {
        return g().node("CumSum", x, g().integers(1));
    }

    @Override
    public String total(String x) {
        return slice(cumulate(x), 1, -1, Integer.MAX_VALUE);
    }

    @Override
    public String reshape(String x, long... shape) {
        return g().reshape(x, shape);
    }

    @Override
    public String transpose(String x, long... order) {
        return g().transpose(x, order);
    }

    @Override
    public String slice(String x, int axis, long from, long to) {
        return g().slice(x, axis, from, to);
    }

    @Override
    public String concat(int axis, String first, String second) {
        return g().concat(axis, first, second);
    }

    @Override
    public String forEachCurve(String x) {
        String batch = g().slice(g().node("Shape", "mask"), 0, 0, 1);
        return g().node("Expand", x, g().concat(0, batch, g().integers(1, 1)));
    }

    @Override
    public String linear(String x, String name) {
        return layers.linear(x, name);
    }

    @Override
    public String linear(String x, String name, int from, int count) {
        return layers.linear(x, name, from, count);
    }

    @Override
    public String norm(String x, String name) {
        return fused ? layers.fastNorm(x, name) : layers.norm(x, name);
    }

    @Override
    public String attend(String queries, String keys, String values, String penalty) {
        String scores = matmul(queries, transpose(keys, 0, 1, 3, 2));
        double scale = 1 / Math.sqrt(layers.architecture().headWidth());
        return matmul(softmax(add(scale(scores, scale), penalty)), values);
    }

    /** libtorch orders the gates of a GRU as reset, update, new, ONNX as update, reset, new; of an LSTM ifgo and iofg. */
    @Override
    public String recurrent(Cell cell, String x, String name, int hidden) {
        int[] order = gates(cell);
        Weights.Array in = layers.weights().get(name + ".in.weight");
        int width = (int) in.shape()[1];
        float[] both = new float[2 * order.length * hidden];
        float[] bias = ordered(layers.weights().values(name + ".in.bias"), order, hidden);
        float[] stateBias = ordered(layers.weights().values(name + ".state.bias"), order, hidden);
        System.arraycopy(bias, 0, both, 0, bias.length);
        System.arraycopy(stateBias, 0, both, bias.length, stateBias.length);
        long rows = (long) order.length * hidden;
        List<String> inputs = List.of(
                g().transpose(x, 1, 0, 2),
                g().constant(name + ".in", ordered(in.values(), order, hidden * width), 1, rows, width),
                g().constant(
                                name + ".state",
                                ordered(layers.weights().values(name + ".state.weight"), order, hidden * hidden),
                                1,
                                rows,
                                hidden),
                g().constant(name + ".bias", both, 1, 2 * rows));
        String states = cell == Cell.gru
                ? g().node("GRU", inputs, Graph.integer("hidden_size", hidden), Graph.integer("linear_before_reset", 1))
                : g().node("LSTM", inputs, Graph.integer("hidden_size", hidden));
        return g().transpose(g().node("Squeeze", states, g().integers(1)), 1, 0, 2);
    }

    /** Which of libtorch's gates stands where in ONNX. */
    static int[] gates(Cell cell) {
        return cell == Cell.gru ? new int[] {1, 0, 2} : new int[] {0, 3, 1, 2};
    }

    /** Parts of equal size in another order. */
    static float[] ordered(float[] values, int[] order, int size) {
        float[] ordered = new float[values.length];
        for (int gate = 0; gate < order.length; gate++) {
            System.arraycopy(values, order[gate] * size, ordered, gate * size, size);
        }
        return ordered;
    }

    @Override
    public String convolve(String x, String name, int kernel) {
        long channels = layers.weights().get(name + ".weight").shape()[0];
        List<String> inputs =
                List.of(transpose(x, 0, 2, 1), layers.weight(name + ".weight"), layers.weight(name + ".bias"));
        String filtered = g().node(
                        "Conv",
                        inputs,
                        Graph.integer("group", channels),
                        Graph.integerList("kernel_shape", kernel),
                        Graph.integerList("pads", kernel / 2, kernel / 2));
        return transpose(filtered, 0, 2, 1);
    }

    /** Nothing is left out of what is served. */
    @Override
    public String dropout(String x) {
        return x;
    }
}
