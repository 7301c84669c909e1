package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.inference.GoldenBatch;

/**
 * Makes of a recurrent model's file one that goes on from where it stood: {@code features}, {@code time} and {@code mask}
 * hold the new observations alone, {@code state} float [batch, S] is an input more, and {@code next_state} [batch, S] an
 * output more. The state before the first observation is zero. Several new observations may come at once, and not equally
 * many of each light curve: where the mask is false nothing changes. Weights and card are those of the model; {@code time}
 * still counts from the light curve's first observation.
 *
 * <p>The answers are those to the whole light curve only if no row depends on later ones; {@link StepParity} tells.
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
    private int width;

    private StepGraph() {}

    /**
     * The bytes of the new file.
     *
     * @param onnx a model's file
     * @throws IllegalArgumentException if it has no recurrent layer, or goes on from a state already
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
        if (whole.getNodeList().stream().noneMatch(StepGraph::isRecurrent)) {
            throw new IllegalArgumentException("the graph has no recurrent layer, so it has no state to go on from");
        }
        // the answers to whole light curves are no golden batch of a graph that wants a state
        List<StringStringEntryProto> metadata = model.getMetadataPropsList().stream()
                .filter(entry -> !entry.getKey().equals(GoldenBatch.METADATA_KEY))
                .toList();
        return model.toBuilder()
                .setGraph(new StepGraph().rewritten(whole))
                .clearMetadataProps()
                .addAllMetadataProps(metadata)
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
