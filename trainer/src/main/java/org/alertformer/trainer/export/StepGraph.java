package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of a recurrent model's file one that can also go on from where it stood: with the input {@code state} [batch, S] more,
 * and the output {@code next_state} [batch, S]. The state before the first observation is zero, and with that and whole light
 * curves the file answers as before; after the state that the first observations left, {@code features}, {@code time} and
 * {@code mask} hold the following ones alone. Several may come at once, and not equally many of each light curve: where the
 * mask is false nothing changes. Weights, card and golden batch are those of the model; {@code time} still counts from the
 * light curve's first observation.
 *
 * <p>Carried are the ends of GRUs and LSTMs and the totals of running sums (CumSum over the observations, of rows that are zero
 * where the mask is false). The answers are those to the whole light curve only if no row depends on later ones; {@link
 * StepParity} tells.
 */
public final class StepGraph {
    static final String STATE = "state";
    static final String NEXT_STATE = "next_state";

    private static final String BATCH = "batch";
    private static final String PREFIX = "step/";

    /** Of a recurrent operator: sequence, weights, recurrence weights, biases. */
    private static final int OWN_INPUTS = 4;

    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> constants = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final Map<String, Integer> sums;
    private int width;

    private StepGraph(Map<String, Integer> sums) {
        this.sums = sums;
    }

    /**
     * The bytes of the new file.
     *
     * @param onnx a model's file
     * @throws IllegalArgumentException if it has nothing to carry, or goes on from a state already
     */
    public static byte[] of(byte[] onnx) {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an ONNX file: " + e.getMessage(), e);
        }
        GraphProto whole = model.getGraph();
        if (whole.getInputList().stream().anyMatch(input -> input.getName().equals(STATE))) {
            throw new IllegalArgumentException("the graph goes on from a state already");
        }
        Map<String, Integer> sums = widths(model);
        if (sums.isEmpty() && whole.getNodeList().stream().noneMatch(StepGraph::isRecurrent)) {
            throw new IllegalArgumentException(
                    "the graph has no recurrent layer and no running sum, so it has no state to go on from");
        }
        return model.toBuilder()
                .setGraph(new StepGraph(sums).rewritten(whole))
                .build()
                .toByteArray();
    }

    private static boolean isRecurrent(NodeProto node) {
        return node.getOpType().equals("GRU") || node.getOpType().equals("LSTM");
    }

    private GraphProto rewritten(GraphProto whole) {
        String mask = node("Cast", List.of("mask"), Graph.integer("to", TensorProto.DataType.INT32_VALUE));
        String lengths = node("ReduceSum", List.of(mask, integer(1)), Graph.integer("keepdims", 0));
        for (NodeProto node : whole.getNodeList()) {
            if (isRecurrent(node)) {
                addRecurrent(node, lengths);
            } else if (sums.containsKey(node.getOutput(0))) {
                addRunningSum(node, sums.get(node.getOutput(0)));
            } else {
                nodes.add(node);
            }
        }
        nodes.add(NodeProto.newBuilder()
                .setOpType("Concat")
                .setName(NEXT_STATE)
                .addAllInput(ends)
                .addAttribute(Graph.integer("axis", 1))
                .addOutput(NEXT_STATE)
                .build());
        return whole.toBuilder()
                .clearNode()
                .addAllNode(nodes)
                .addAllInitializer(constants)
                .addInput(state(STATE))
                .addOutput(state(NEXT_STATE))
                .build();
    }

    /** The operator that begins with its part of the state and tells where it ended: hidden, and the cell of an LSTM. */
    private void addRecurrent(NodeProto node, String lengths) {
        if (node.getAttributeList().stream()
                .anyMatch(attribute -> attribute.getName().equals("direction")
                        && !attribute.getS().toStringUtf8().equals("forward"))) {
            throw new IllegalArgumentException(
                    "node " + node.getName() + " reads from the last observation on, so it has no state to go on from");
        }
        int hidden = (int) node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("hidden_size"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("node " + node.getName() + " has no hidden_size"))
                .getI();
        int parts = node.getOpType().equals("LSTM") ? 2 : 1;
        NodeProto.Builder carried = node.toBuilder().clearInput().clearOutput();
        carried.addAllInput(node.getInputList().subList(0, OWN_INPUTS)).addInput(lengths);
        carried.addOutput(node.getOutput(0));
        for (int part = 0; part < parts; part++) {
            String begin = node("Slice", List.of(STATE, integer(width), integer(width + hidden), integer(1)));
            carried.addInput(node("Unsqueeze", List.of(begin, integer(0))));
            carried.addOutput(PREFIX + node.getName() + "/end" + part);
            width += hidden;
        }
        nodes.add(carried.build());
        for (int part = 0; part < parts; part++) {
            ends.add(node("Squeeze", List.of(carried.getOutput(1 + part), integer(0))));
        }
    }

    /** What was summed up before is added to all rows of [batch, length, channels]; the last row holds the new total. */
    private void addRunningSum(NodeProto node, int channels) {
        String own = PREFIX + node.getName() + "/new";
        nodes.add(node.toBuilder().setOutput(0, own).build());
        String before = node("Slice", List.of(STATE, integer(width), integer(width + channels), integer(1)));
        nodes.add(NodeProto.newBuilder()
                .setOpType("Add")
                .setName(PREFIX + node.getName())
                .addInput(own)
                .addInput(node("Unsqueeze", List.of(before, integer(1))))
                .addOutput(node.getOutput(0))
                .build());
        String last = node("Slice", List.of(node.getOutput(0), integer(-1), integer(Integer.MAX_VALUE), integer(1)));
        ends.add(node("Squeeze", List.of(last, integer(1))));
        width += channels;
    }

    /** Channels of each running sum over the observations, by the name of its output, as ONNX Runtime infers them. */
    private static Map<String, Integer> widths(ModelProto model) {
        Map<String, Long> axes = new HashMap<>();
        for (TensorProto constant : model.getGraph().getInitializerList()) {
            if (constant.getDataType() == TensorProto.DataType.INT64_VALUE && constant.getInt64DataCount() == 1) {
                axes.put(constant.getName(), constant.getInt64Data(0));
            }
        }
        List<NodeProto> sums = model.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals("CumSum"))
                .filter(node -> axes.getOrDefault(node.getInput(1), -1L) == 1)
                .toList();
        if (sums.isEmpty()) {
            return Map.of();
        }
        GraphProto.Builder shown = model.getGraph().toBuilder();
        for (NodeProto sum : sums) {
            if (sum.getAttributeList().stream().anyMatch(attribute -> attribute.getI() != 0)) {
                throw new IllegalArgumentException(
                        "node " + sum.getName() + " does not sum up from the first observation to each");
            }
            shown.addOutput(ValueInfoProto.newBuilder()
                    .setName(sum.getOutput(0))
                    .setType(TypeProto.newBuilder()
                            .setTensorType(
                                    TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE))));
        }
        Map<String, Integer> widths = new HashMap<>();
        try (OrtSession session = OrtEnvironment.getEnvironment()
                .createSession(model.toBuilder().setGraph(shown).build().toByteArray())) {
            for (NodeProto sum : sums) {
                NodeInfo info = session.getOutputInfo().get(sum.getOutput(0));
                long[] shape =
                        info != null && info.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
                if (shape.length != 3 || shape[2] < 1) {
                    throw new IllegalArgumentException(
                            "the running sum " + sum.getName() + " has shape " + Arrays.toString(shape)
                                    + ", not [batch, length, channels] with a known number of channels");
                }
                widths.put(sum.getOutput(0), (int) shape[2]);
            }
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime does not take the graph: " + e.getMessage(), e);
        }
        return widths;
    }

    private String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String name = PREFIX + operator + nodes.size();
        nodes.add(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addAllAttribute(List.of(attributes))
                .addOutput(name)
                .build());
        return name;
    }

    private String integer(long value) {
        String name = PREFIX + "integer" + value;
        if (constants.stream().noneMatch(constant -> constant.getName().equals(name))) {
            constants.add(TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(TensorProto.DataType.INT64_VALUE)
                    .addDims(1)
                    .addInt64Data(value)
                    .build());
        }
        return name;
    }

    private ValueInfoProto state(String name) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        tensor.getShapeBuilder()
                .addDim(Dimension.newBuilder().setDimParam(BATCH))
                .addDim(Dimension.newBuilder().setDimValue(width));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
