package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An ONNX graph under construction: every method adds one operator and gives the name of its output. */
final class Graph {
    /** A domain of operators that are ONNX Runtime's own. */
    static final String CONTRIB = "com.microsoft";

    private static final long IR_VERSION = 10;
    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    private static final int INT64 = TensorProto.DataType.INT64_VALUE;

    private final long opset;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("alertformer");
    private final Map<String, String> constants = new HashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private int nodes;

    /** With the operators of this version of the ONNX standard. */
    Graph(long opset) {
        this.opset = opset;
    }

    /** One dimension of an input or output: a number, or a name for a dynamic one. */
    void input(String name, int elementType, Object... shape) {
        graph.addInput(value(name, elementType, shape));
    }

    /** Declares a float output that a node named before. */
    void output(String source, String name, Object... shape) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(source)
                .addOutput(name));
        graph.addOutput(value(name, FLOAT, shape));
    }

    /** Names that are taken already get a number, so that the parts of several networks can be told apart. */
    String constant(String wanted, float[] values, long... shape) {
        int times = taken.merge(wanted, 1, Integer::sum);
        String name = times == 1 ? wanted : wanted + "#" + times;
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            bytes.putFloat(v);
        }
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .setRawData(ByteString.copyFrom(bytes.array()));
        for (long extent : shape) {
            tensor.addDims(extent);
        }
        graph.addInitializer(tensor);
        return name;
    }

    String scalar(double value) {
        return constants.computeIfAbsent("scalar_" + value, name -> constant(name, new float[] {(float) value}));
    }

    String integers(long... values) {
        return constants.computeIfAbsent("integers_" + List.of(boxed(values)), name -> {
            TensorProto.Builder tensor =
                    TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(values.length);
            for (long v : values) {
                tensor.addInt64Data(v);
            }
            graph.addInitializer(tensor);
            return name;
        });
    }

    private static Long[] boxed(long[] values) {
        Long[] boxed = new Long[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
    }

    String node(String operator, String... inputs) {
        return node(operator, List.of(inputs));
    }

    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return node("", operator, inputs, 1, attributes).get(0);
    }

    /** A node with several outputs, of ONNX Runtime's domain or, where that is empty, of ONNX's own. */
    List<String> node(String domain, String operator, List<String> inputs, int outputs, AttributeProto... attributes) {
        String name = operator + "_" + nodes++;
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setDomain(domain)
                .setName(name)
                .addAllInput(inputs)
                .addAllAttribute(List.of(attributes));
        String[] names = new String[outputs];
        for (int i = 0; i < outputs; i++) {
            names[i] = outputs == 1 ? name : name + "_" + i;
            node.addOutput(names[i]);
        }
        graph.addNode(node);
        return List.of(names);
    }

    String slice(String x, int axis, long from, long to) {
        return node("Slice", x, integers(from), integers(to), integers(axis));
    }

    String reshape(String x, long... shape) {
        return node("Reshape", x, integers(shape));
    }

    String concat(int axis, String... inputs) {
        return node("Concat", List.of(inputs), integer("axis", axis));
    }

    String transpose(String x, long... order) {
        return node("Transpose", List.of(x), integerList("perm", order));
    }

    String softmax(String x) {
        return node("Softmax", List.of(x), integer("axis", -1));
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto integerList(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long v : values) {
            attribute.addInts(v);
        }
        return attribute.build();
    }

    /** The bytes of the file, with one entry of metadata. */
    byte[] toModel(String metadataKey, String metadata) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("alertformer-trainer")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(CONTRIB).setVersion(1))
                .setGraph(graph)
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(metadataKey).setValue(metadata))
                .build()
                .toByteArray();
    }

    private static ValueInfoProto value(String name, int elementType, Object... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (Object extent : shape) {
            if (extent instanceof Integer size) {
                dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
            } else {
                dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(extent.toString()));
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(elementType)
                                .setShape(dimensions)))
                .build();
    }
}
