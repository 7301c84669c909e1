package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Body;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Weights;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a model file in any form that was ever written, told by the names of the graph's constants. What a form
 * leaves out because it cancels, or holds elsewhere, comes back as 0: the answers are the same, the numbers need not be.
 *
 * <p>Constants of one name belong to the networks in order, so the networks are to be read in order, too.
 */
final class StoredWeights {
    private final Map<String, Deque<Weights.Array>> constants = new HashMap<>();

    private StoredWeights() {}

    static StoredWeights of(GraphProto graph) {
        StoredWeights stored = new StoredWeights();
        graph.getInitializerList().stream()
                .filter(tensor -> tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE)
                .forEach(stored::add);
        return stored;
    }

    private void add(TensorProto tensor) {
        String name = tensor.getName().replaceFirst("#\\d+$", "");
        float[] values = new float[tensor.getRawData().size() / Float.BYTES];
        tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        constants.computeIfAbsent(name, unseen -> new ArrayDeque<>()).add(new Weights.Array(shape, values));
    }

    /**
     * The next network of the file.
     *
     * @param shape a network of that shape with any weights
     * @throws IllegalArgumentException naming a weight that the file does not hold
     */
    Member next(Member shape) {
        Architecture a = shape.architecture();
        Map<String, Weights.Array> tensors = new LinkedHashMap<>();
        Body.Cell cell = a.body().cell();
        for (int l = 0; cell != null && l < a.layers(); l++) {
            tensors.putAll(recurrent("recurrent" + l, cell, a.width()));
        }
        shape.weights().tensors().forEach((name, like) -> {
            if (!tensors.containsKey(name)) {
                tensors.put(name, new Weights.Array(like.shape(), values(name, like.shape(), a)));
            }
        });
        for (String head : List.of("hidden", "out")) {
            tensors.putAll(pretraining(Initializer.PRETRAINING + head));
        }
        return new Member(a, shape.columns(), new Weights(tensors));
    }

    private float[] values(String name, long[] shape, Architecture a) {
        int rows = (int) shape[0];
        Weights.Array whole = take(name, shape);
        if (whole == null && name.equals("class")) {
            whole = take(name, 1, 1, rows);
        }
        if (whole != null) {
            return whole.values();
        }
        float[] all = rows(name, 0, rows, shape);
        if (all != null) {
            return all;
        }
        if (name.endsWith("qkv.weight") || name.endsWith("qkv.bias")) {
            return queriesKeysValues(name, shape, a);
        }
        if (name.equals("pointer.bias")) {
            return new float[rows];
        }
        throw new IllegalArgumentException("the graph holds no weights '" + name + "' " + Arrays.toString(shape)
                + ", so it is not of the recipe in its card");
    }

    /** Three parts, of which some may be absorbed; their biases then cancel or are part of the next one. */
    private float[] queriesKeysValues(String name, long[] shape, Architecture a) {
        int d = (int) shape[0] / 3;
        int in = shape.length == 1 ? 1 : (int) shape[1];
        List<float[]> parts = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            float[] values = rows(name, part * d, d, shape);
            if (values == null && part > 0) {
                values = shape.length == 1 ? new float[d] : absorbed(name, part, a);
            }
            if (values == null) {
                throw new IllegalArgumentException("the graph holds no weights '" + name + "'");
            }
            parts.add(values);
        }
        float[] all = new float[3 * d * in];
        for (int part = 0; part < 3; part++) {
            System.arraycopy(parts.get(part), 0, all, part * d * in, d * in);
        }
        return all;
    }

    /** The keys' or values' matrix of a block of the class token alone; see {@link FusedEncoder}. */
    private float @Nullable [] absorbed(String name, int part, Architecture a) {
        String layer = name.substring(0, name.length() - "qkv.weight".length());
        int d = a.width();
        int width = a.headWidth();
        float[] matrix = new float[d * d];
        if (part == 1) {
            Weights.Array keys = take(layer + "keys", 1, a.heads(), width, d);
            for (int i = 0; keys != null && i < matrix.length; i++) {
                matrix[i] = (float) (keys.values()[i] * Math.sqrt(width));
            }
            return keys == null ? null : matrix;
        }
        Weights.Array values = take(layer + "values", 1, a.heads(), d, width);
        for (int o = 0; values != null && o < d; o++) {
            for (int i = 0; i < d; i++) {
                matrix[o * d + i] = values.values()[(o / width * d + i) * width + o % width];
            }
        }
        return values == null ? null : matrix;
    }

    /** Some rows of a matrix [out, in], which lie transposed in the graph, or some numbers of a vector. */
    private float @Nullable [] rows(String name, int from, int count, long[] shape) {
        String part = name + "[" + from + "+" + count + "]";
        if (shape.length == 1) {
            Weights.Array values = take(part, count);
            return values == null ? null : values.values();
        }
        int in = (int) shape[1];
        Weights.Array transposed = shape.length == 2 ? take(part, in, count) : null;
        return transposed == null ? null : transposed(transposed.values(), in, count);
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] transposed = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int o = 0; o < columns; o++) {
                transposed[o * rows + i] = values[i * columns + o];
            }
        }
        return transposed;
    }

    private Weights.@Nullable Array take(String name, long... shape) {
        Deque<Weights.Array> left = constants.get(name);
        Weights.Array next = left == null ? null : left.peek();
        if (left == null || next == null || !Arrays.equals(next.shape(), shape)) {
            return null;
        }
        return left.remove();
    }

    /** The inverse of what {@link GraphOperators#recurrent} writes. */
    private Map<String, Weights.Array> recurrent(String name, Body.Cell cell, int hidden) {
        long rows = (long) GraphOperators.gates(cell).length * hidden;
        Weights.Array in = take(name + ".in", 1, rows, hidden);
        Weights.Array state = take(name + ".state", 1, rows, hidden);
        Weights.Array bias = take(name + ".bias", 1, 2 * rows);
        if (in == null || state == null || bias == null) {
            throw new IllegalArgumentException("the graph holds no weights '" + name + "'");
        }
        int[] order = GraphOperators.gates(cell);
        int[] inverse = new int[order.length];
        for (int gate = 0; gate < order.length; gate++) {
            inverse[order[gate]] = gate;
        }
        long[] matrix = {rows, hidden};
        long[] vector = {rows};
        int half = (int) rows;
        float[] inBias = Arrays.copyOf(bias.values(), half);
        float[] stateBias = Arrays.copyOfRange(bias.values(), half, 2 * half);
        return Map.of(
                name + ".in.weight",
                new Weights.Array(matrix, GraphOperators.ordered(in.values(), inverse, hidden * hidden)),
                name + ".state.weight",
                new Weights.Array(matrix, GraphOperators.ordered(state.values(), inverse, hidden * hidden)),
                name + ".in.bias",
                new Weights.Array(vector, GraphOperators.ordered(inBias, inverse, hidden)),
                name + ".state.bias",
                new Weights.Array(vector, GraphOperators.ordered(stateBias, inverse, hidden)));
    }

    /** A layer that the card's recipe alone does not give the shape of; nothing if the file has none. */
    private Map<String, Weights.Array> pretraining(String name) {
        String prefix = name + ".weight[0+";
        for (Map.Entry<String, Deque<Weights.Array>> entry : constants.entrySet()) {
            Weights.Array matrix = entry.getValue().peek();
            if (entry.getKey().startsWith(prefix) && matrix != null) {
                long[] shape = {matrix.shape()[1], matrix.shape()[0]};
                long[] out = {shape[0]};
                Weights.Array bias = take(name + ".bias[0+" + shape[0] + "]", out);
                entry.getValue().remove();
                if (bias != null) {
                    return Map.of(
                            name + ".weight",
                            new Weights.Array(shape, transposed(matrix.values(), (int) shape[1], (int) shape[0])),
                            name + ".bias",
                            bias);
                }
            }
        }
        return Map.of();
    }
}
