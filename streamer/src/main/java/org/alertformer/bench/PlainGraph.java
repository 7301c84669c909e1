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
 * <p>The last block of a fused file has its keys and values absorbed: scores = N Wk_h^T q_h / sqrt(D) and (p N) Wv_h. Here
 * they are formed again, with a key bias of zero, which is as good as any since it cancels in the softmax.
 */
final class PlainGraph {
    private static final String KEYS = ".keys";

    private final Map<String, TensorProto> constants = new HashMap<>();
    private final GraphProto.Builder graph;
    private String additiveMask = "";
    private String penalty = "";
    private int heads;
    private int nodes;

    private PlainGraph(GraphProto fused) {
        this.graph = fused.toBuilder().clearNode();
        fused.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    }

    /** Throws {@link IllegalArgumentException} if this is no fused model of one pre-norm network. */
    static byte[] of(byte[] fusedModel) {
        try {
            ModelProto model = ModelProto.parseFrom(fusedModel);
            PlainGraph plain = new PlainGraph(model.getGraph());
            plain.rewrite(model.getGraph().getNodeList());
            plain.dropUnused();
            return model.toBuilder().setGraph(plain.graph).build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("this is no ONNX file", e);
        }
    }

    private void rewrite(List<NodeProto> fused) {
        List<String> absorbed =
                constants.keySet().stream().filter(name -> name.endsWith(KEYS)).toList();
        if (absorbed.size() != 1) {
            throw new IllegalArgumentException(
                    "the model has " + absorbed.size() + " blocks with absorbed keys, not one");
        }
        String keys = absorbed.get(0);
        String layer = keys.substring(0, keys.length() - KEYS.length() + 1);
        heads = (int) constant(keys).getDims(1);
        int query = 0;
        while (!fused.get(query).getInputList().stream().anyMatch(input -> input.startsWith(layer + "qkv.weight"))) {
            query++;
        }
        int end = query;
        while (!fused.get(end).getOpType().equals("ReduceMean")) {
            end++;
        }
        List<NodeProto> block = fused.subList(query - 1, end + 1);
        additiveMask = ofType(block, "Unsqueeze").get(0).getInput(0);
        fused.subList(0, query - 1).forEach(this::expand);
        lastBlock(block, layer);
        fused.subList(end + 1, fused.size()).forEach(this::expand);
    }

    private void dropUnused() {
        Set<String> used = new HashSet<>();
        graph.getNodeList().forEach(node -> used.addAll(node.getInputList()));
        List<TensorProto> kept = graph.getInitializerList().stream()
                .filter(tensor -> used.contains(tensor.getName()))
                .toList();
        graph.clearInitializer().addAllInitializer(kept);
    }

    private static List<NodeProto> ofType(List<NodeProto> nodes, String type) {
        return nodes.stream().filter(node -> node.getOpType().equals(type)).toList();
    }

    private void expand(NodeProto node) {
        switch (node.getOpType()) {
            case "SkipLayerNormalization" -> skipNorm(node);
            case "BiasGelu" -> add("Gelu", List.of(node("Add", node.getInput(0), node.getInput(1))), node.getOutput(0));
            case "Attention" -> {
                int d = (int) constant(node.getInput(1)).getDims(0);
                String n = node.getInput(0);
                String weights = node.getInput(1);
                String biases = node.getInput(2);
                String q = linear(n, columns(weights, 0, d), part(biases, 0, d));
                String k = linear(n, columns(weights, d, d), part(biases, d, d));
                String v = linear(n, columns(weights, 2 * d, d), part(biases, 2 * d, d));
                attention(weights(q, k, d), v, d, node.getOutput(0));
            }
            default -> graph.addNode(node);
        }
    }

    private void skipNorm(NodeProto node) {
        float epsilon = node.getAttribute(0).getF();
        String sum = node.getInput(0);
        if (node.getInput(0).equals(node.getInput(1))) {
            epsilon /= 4;
        } else {
            String y = node.getInputCount() > 4 ? node("Add", sum, node.getInput(4)) : sum;
            sum = node.getOutputCount() > 3 ? node.getOutput(3) : fresh("Add");
            add("Add", List.of(node.getInput(1), y), sum);
        }
        norm(sum, node.getInput(2), node.getInput(3), epsilon, node.getOutput(0));
    }

    private void norm(String x, String scale, String shift, float epsilon, String output) {
        add(
                "LayerNormalization",
                List.of(x, scale, shift),
                output,
                AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(-1)
                        .build(),
                AttributeProto.newBuilder()
                        .setName("epsilon")
                        .setType(AttributeProto.AttributeType.FLOAT)
                        .setF(epsilon)
                        .build());
    }

    /** The softmax of the scores [batch, heads, S, S]. */
    private String weights(String q, String k, int d) {
        if (penalty.isEmpty()) {
            penalty = node("Unsqueeze", additiveMask, integers(1, 2));
        }
        String scores = node("MatMul", split(q, d), transpose(split(k, d), 0, 1, 3, 2));
        String scaled = node("Mul", scores, scalar((float) (1 / Math.sqrt(d / (double) heads))));
        String p = fresh("Softmax");
        add("Softmax", List.of(node("Add", scaled, penalty)), p, integer("axis", -1));
        return p;
    }

    private void attention(String p, String v, int d, String output) {
        String heard = transpose(node("MatMul", p, split(v, d)), 0, 2, 1, 3);
        add("Reshape", List.of(heard, integers(0, 0, d)), output);
    }

    private void lastBlock(List<NodeProto> block, String layer) {
        List<NodeProto> slices = ofType(block, "Slice");
        List<NodeProto> norms = ofType(block, "SkipLayerNormalization");
        String n = slices.get(0).getInput(0);
        String residual = slices.get(1).getInput(0);
        int d = (int) constant(layer + "keys").getDims(3);
        String zero = floats(new float[d], d);
        String q = linear(n, layer + "qkv.weight[0+" + d + "]", layer + "qkv.bias[0+" + d + "]");
        String k = linear(n, keys(layer, d), zero);
        String v = linear(n, values(layer, d), layer + "qkv.bias[" + 2 * d + "+" + d + "]");
        String p = weights(q, k, d);
        String heard = fresh("Reshape");
        attention(p, v, d, heard);
        NodeProto middle = norms.get(0);
        NodeProto last = norms.get(1);
        float epsilon = middle.getAttribute(0).getF();
        String y = node("Add", node("MatMul", heard, layer + "out.weight[0+" + d + "]"), middle.getInput(4));
        String sum = node("Add", residual, y);
        String normalised = fresh("LayerNormalization");
        norm(sum, middle.getInput(2), middle.getInput(3), epsilon, normalised);
        NodeProto gelu = ofType(block, "BiasGelu").get(0);
        int hidden = (int) constant(gelu.getInput(1)).getDims(0);
        String up = linear(normalised, layer + "up.weight[0+" + hidden + "]", gelu.getInput(1));
        String down = node("MatMul", node("Gelu", up), layer + "down.weight[0+" + d + "]");
        String all = fresh("LayerNormalization");
        norm(node("Add", sum, node("Add", down, last.getInput(4))), last.getInput(2), last.getInput(3), epsilon, all);
        add("Slice", List.of(all, integers(0), integers(1), integers(1)), last.getOutput(0));
        String first = node("Slice", p, integers(0), integers(1), integers(2));
        NodeProto mean = block.get(block.size() - 1);
        add("ReduceMean", List.of(first, integers(1, 2)), mean.getOutput(0), integer("keepdims", 0));
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

    private String columns(String matrix, int from, int count) {
        TensorProto tensor = constant(matrix);
        int rows = (int) tensor.getDims(0);
        int all = (int) tensor.getDims(1);
        float[] whole = floatsOf(matrix);
        float[] part = new float[rows * count];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(whole, i * all + from, part, i * count, count);
        }
        return floats(part, rows, count);
    }

    private String part(String vector, int from, int count) {
        float[] part = new float[count];
        System.arraycopy(floatsOf(vector), from, part, 0, count);
        return floats(part, count);
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
