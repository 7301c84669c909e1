package org.alertformer.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the graph of a fused model as the network is written down: operators of the ONNX standard alone, and every token
 * through every block, the last one too. The weights are the same, so the numbers agree; what is lost is speed. That is what
 * a straightforward export of such a network looks like, and what the fused form is measured against.
 *
 * <p>The blocks are written anew between the tokens and the heads, from the weights by their names. What a fused file does
 * not have comes back: keys and values of the last block, which are absorbed there, scores = N Wk_h^T q_h / sqrt(D) and (p N)
 * Wv_h; and biases of keys and values, as zeros, since those cancel in the softmax and these are part of the next bias.
 */
final class PlainGraph {
    private static final float EPSILON = 1e-5f;

    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, NodeProto> byOutput = new HashMap<>();
    private final List<NodeProto> fused;
    private final GraphProto.Builder graph;
    private String penalty = "";
    private int heads;
    private int nodes;

    private PlainGraph(GraphProto fused) {
        this.fused = fused.getNodeList();
        this.graph = fused.toBuilder().clearNode();
        fused.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        this.fused.forEach(node -> node.getOutputList().forEach(output -> byOutput.put(output, node)));
    }

    /** Throws {@link IllegalArgumentException} if this is no fused model of one pre-norm network. */
    static byte[] of(byte[] fusedModel) {
        try {
            ModelProto model = ModelProto.parseFrom(fusedModel);
            PlainGraph plain = new PlainGraph(model.getGraph());
            plain.rewrite();
            plain.dropUnused();
            return model.toBuilder().setGraph(plain.graph).build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("this is no ONNX file", e);
        }
    }

    private void rewrite() {
        if (constants.containsKey("layer0.norm1.weight#2")) {
            throw new IllegalArgumentException("the model has several networks");
        }
        int layers = 0;
        while (constants.containsKey("layer" + layers + ".norm1.weight")) {
            layers++;
        }
        if (layers == 0) {
            throw new IllegalArgumentException("the model has no encoder blocks");
        }
        String last = "layer" + (layers - 1) + ".";
        TensorProto keys = constant(last + "keys");
        heads = (int) keys.getDims(1);
        int d = (int) keys.getDims(3);
        NodeProto first = norm("layer0.norm1");
        String tokens = producer(first.getInput(0), "Reshape").getInput(0);
        NodeProto attention = fused.stream()
                .filter(node -> node.getOpType().equals("ReduceMean"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model gives no attention"));
        NodeProto scores = producer(producer(attention.getInput(0), "Softmax").getInput(0), "Add");
        penalty = producer(scores.getInput(1), "Unsqueeze").getInput(0);
        fused.subList(0, fused.indexOf(first)).forEach(graph::addNode);
        penalty = node("Unsqueeze", penalty, integers(1, 2));
        String n = consumer(norm(last + "norm1").getOutput(0), "Reshape").getOutput(0);
        String token = norm("norm").getOutput(0);
        blocks(tokens, layers, d, n, token, attention.getOutput(0));
        fused.subList(fused.indexOf(attention) + 1, fused.size()).forEach(graph::addNode);
    }

    /** The node that makes a norm with these weights. */
    private NodeProto norm(String name) {
        return fused.stream()
                .filter(node -> node.getOpType().equals("SkipLayerNormalization")
                        && node.getInput(2).equals(name + ".weight"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model has no fused norm '" + name + "'"));
    }

    private NodeProto producer(String output, String operator) {
        NodeProto node = byOutput.get(output);
        if (node == null || !node.getOpType().equals(operator)) {
            throw new IllegalArgumentException("the model's '" + output + "' comes from no " + operator);
        }
        return node;
    }

    private NodeProto consumer(String input, String operator) {
        return fused.stream()
                .filter(node ->
                        node.getOpType().equals(operator) && node.getInputList().contains(input))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model's '" + input + "' goes to no " + operator));
    }

    /** Only what the outputs need. */
    private void dropUnused() {
        Set<String> needed = new HashSet<>();
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        List<NodeProto> kept = new ArrayList<>();
        List<NodeProto> all = graph.getNodeList();
        for (int i = all.size() - 1; i >= 0; i--) {
            NodeProto node = all.get(i);
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                needed.addAll(node.getInputList());
                kept.add(node);
            }
        }
        Collections.reverse(kept);
        List<TensorProto> used = graph.getInitializerList().stream()
                .filter(tensor -> needed.contains(tensor.getName()))
                .toList();
        graph.clearNode().addAllNode(kept).clearInitializer().addAllInitializer(used);
    }

    /**
     * From tokens [batch, S, d] to the last block's normalised input [batch, S, d], the class token's final state [batch, d]
     * and its attention in the last block [batch, S].
     */
    private void blocks(String tokens, int layers, int d, String lastInput, String token, String attention) {
        String h = tokens;
        String zero = floats(new float[d], d);
        for (int l = 0; l < layers; l++) {
            String layer = "layer" + l + ".";
            boolean last = l == layers - 1;
            String n = norm(h, layer + "norm1", last ? lastInput : fresh("LayerNormalization"));
            String q = linear(n, layer + "qkv.weight[0+" + d + "]", layer + "qkv.bias[0+" + d + "]");
            String k = linear(n, last ? keys(layer, d) : layer + "qkv.weight[" + d + "+" + d + "]", zero);
            String v = linear(n, last ? values(layer, d) : layer + "qkv.weight[" + 2 * d + "+" + d + "]", zero);
            String p = weights(q, k, d);
            String heard = heard(p, v, d);
            String y = linear(heard, layer + "out.weight[0+" + d + "]", layer + "out.bias");
            h = node("Add", h, y);
            String middle = norm(h, layer + "norm2", fresh("LayerNormalization"));
            int hidden = (int) width(layer + "up.bias");
            String up = linear(middle, layer + "up.weight[0+" + hidden + "]", layer + "up.bias[0+" + hidden + "]");
            String down = linear(node("Gelu", up), layer + "down.weight[0+" + d + "]", layer + "down.bias");
            h = node("Add", h, down);
            if (last) {
                String row = node("Slice", p, integers(0), integers(1), integers(2));
                add("ReduceMean", List.of(row, integers(1, 2)), attention, integer("keepdims", 0));
            }
        }
        String state =
                node("Slice", norm(h, "norm", fresh("LayerNormalization")), integers(0), integers(1), integers(1));
        add("Reshape", List.of(state, integers(-1, d)), token);
    }

    /** How many numbers the only part of a vector has. */
    private long width(String name) {
        return constants.values().stream()
                .filter(tensor -> tensor.getName().startsWith(name + "[0+"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model has no constant '" + name + "'"))
                .getDims(0);
    }

    private String norm(String x, String name, String output) {
        constant(name + ".weight");
        add(
                "LayerNormalization",
                List.of(x, name + ".weight", name + ".bias"),
                output,
                integer("axis", -1),
                AttributeProto.newBuilder()
                        .setName("epsilon")
                        .setType(AttributeProto.AttributeType.FLOAT)
                        .setF(EPSILON)
                        .build());
        return output;
    }

    /** The softmax of the scores [batch, heads, S, S]. */
    private String weights(String q, String k, int d) {
        String scores = node("MatMul", split(q, d), transpose(split(k, d), 0, 1, 3, 2));
        String scaled = node("Mul", scores, scalar((float) (1 / Math.sqrt(d / (double) heads))));
        String p = fresh("Softmax");
        add("Softmax", List.of(node("Add", scaled, penalty)), p, integer("axis", -1));
        return p;
    }

    private String heard(String p, String v, int d) {
        return node("Reshape", transpose(node("MatMul", p, split(v, d)), 0, 2, 1, 3), integers(0, 0, d));
    }

    /** Wk transposed [d, d] from Wk_h / sqrt(D) per head [1, heads, D, d]. */
    private String keys(String layer, int d) {
        float[] absorbed = floatsOf(layer + "keys");
        float scale = (float) Math.sqrt(d / (double) heads);
        float[] keys = new float[d * d];
        for (int o = 0; o < d; o++) {
            for (int i = 0; i < d; i++) {
                keys[i * d + o] = absorbed[o * d + i] * scale;
            }
        }
        return floats(keys, d, d);
    }

    /** Wv transposed [d, d] from the same per head [1, heads, d, D]. */
    private String values(String layer, int d) {
        float[] absorbed = floatsOf(layer + "values");
        int width = d / heads;
        float[] values = new float[d * d];
        for (int o = 0; o < d; o++) {
            for (int i = 0; i < d; i++) {
                values[i * d + o] = absorbed[(o / width * d + i) * width + o % width];
            }
        }
        return floats(values, d, d);
    }

    private String linear(String x, String weights, String bias) {
        return node("Add", node("MatMul", x, weights), bias);
    }

    private String split(String x, int d) {
        return transpose(node("Reshape", x, integers(0, 0, heads, d / heads)), 0, 2, 1, 3);
    }

    private String transpose(String x, long... order) {
        AttributeProto.Builder permutation =
                AttributeProto.newBuilder().setName("perm").setType(AttributeProto.AttributeType.INTS);
        for (long axis : order) {
            permutation.addInts(axis);
        }
        String output = fresh("Transpose");
        add("Transpose", List.of(x), output, permutation.build());
        return output;
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private String node(String operator, String... inputs) {
        String output = fresh(operator);
        add(operator, List.of(inputs), output);
        return output;
    }

    private void add(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName("plain_" + nodes++)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
    }

    private String fresh(String operator) {
        return "plain_" + operator + "_" + nodes++;
    }

    private TensorProto constant(String name) {
        TensorProto tensor = constants.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the model has no constant '" + name + "'");
        }
        return tensor;
    }

    private float[] floatsOf(String name) {
        ByteBuffer bytes = constant(name).getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private String floats(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(bytes.array()));
        return constant(tensor, shape);
    }

    private String scalar(float value) {
        return floats(new float[] {value});
    }

    private String integers(long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return constant(tensor, values.length);
    }

    private String constant(TensorProto.Builder tensor, long... shape) {
        for (long extent : shape) {
            tensor.addDims(extent);
        }
        String name = "plain_constant_" + nodes++;
        graph.addInitializer(tensor.setName(name));
        return name;
    }
}
