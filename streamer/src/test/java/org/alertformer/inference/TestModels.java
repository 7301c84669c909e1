package org.alertformer.inference;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.lightcurve.LightCurve;

/**
 * A small model whose answer is known: it adds up each light curve's features f over time and answers softmax(0, sum f)
 * for the classes {@code quiet} and {@code loud}, with a flare of fixed parameters and uniform attention.
 */
public final class TestModels {
    private static final int FLOAT = OnnxMl.TensorProto.DataType.FLOAT_VALUE;

    private TestModels() {}

    public static ModelCard card() {
        return new ModelCard(
                1,
                "loudness",
                "1",
                List.of(ModelCard.Task.classification, ModelCard.Task.flare),
                List.of("quiet", "loud"),
                List.of("loud"),
                List.of(new NormalizedFeature("asinh_snr", 0, 1)),
                new TimeEncoding(TimeEncoding.Kind.none, Map.of()),
                List.of("g", "r"),
                1,
                100,
                1,
                "none",
                null,
                null,
                "2026-01-01T00:00:00Z");
    }

    public static OnnxModel open() {
        return OnnxModel.open(bytes(card().toJson()), "test model", Device.cpu);
    }

    /** The model that ships with the program. */
    public static OnnxModel shipped() {
        return shipped(Device.cpu);
    }

    static OnnxModel shipped(Device device) {
        try (InputStream in = OnnxModel.class.getResourceAsStream("/models/default.onnx")) {
            return OnnxModel.open(Objects.requireNonNull(in).readAllBytes(), "shipped model", device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file with any text in place of its card. */
    public static byte[] bytes(String card) {
        return bytes(Map.of(ModelCard.METADATA_KEY, card));
    }

    /** The file of a model of this version, with a golden batch of light curves of 1 to 7 observations. */
    public static byte[] golden(String version) {
        String card = card().toJson().replace("\"version\" : \"1\"", "\"version\" : \"" + version + "\"");
        try (OnnxModel model = OnnxModel.open(bytes(card), "test model", Device.cpu)) {
            Random random = new Random(3);
            List<LightCurve> curves = IntStream.rangeClosed(1, 7)
                    .mapToObj(length -> OnnxModelTest.curve(random, length))
                    .toList();
            String golden = GoldenBatch.of(model, curves).toJson();
            return bytes(Map.of(ModelCard.METADATA_KEY, card, GoldenBatch.METADATA_KEY, golden));
        }
    }

    /** The file with this metadata. */
    static byte[] bytes(Map<String, String> metadata) {
        var graph = OnnxMl.GraphProto.newBuilder().setName("loudness");
        graph.addInput(value("features", FLOAT, "batch", "length", 1));
        graph.addInput(value("time", FLOAT, "batch", "length"));
        graph.addInput(value("mask", OnnxMl.TensorProto.DataType.BOOL_VALUE, "batch", "length"));
        graph.addInitializer(longs("one", 1));
        graph.addInitializer(longs("two", 2));
        graph.addInitializer(floats("weights", new long[] {1, 2}, 0, 1));
        graph.addInitializer(floats("means", new long[] {3}, 7, 0, 1));
        graph.addInitializer(floats("covariances", new long[] {3, 3}, 0.01f, 0, 0, 0, 0.01f, 0, 0, 0, 0.01f));
        graph.addNode(cast("mask", "present"));
        graph.addNode(node("Unsqueeze", "present3", "present", "two"));
        graph.addNode(node("Mul", "shown", "features", "present3"));
        graph.addNode(node("ReduceSum", "sums", "shown", "one").toBuilder().addAttribute(attribute("keepdims", 0)));
        graph.addNode(node("MatMul", "logits", "sums", "weights"));
        graph.addNode(node("Softmax", "probabilities", "logits").toBuilder().addAttribute(attribute("axis", 1)));
        graph.addNode(node("ReduceSum", "counts", "present", "one").toBuilder().addAttribute(attribute("keepdims", 1)));
        graph.addNode(node("Div", "attention", "present", "counts"));
        graph.addNode(node("Sub", "nothing", "sums", "sums"));
        graph.addNode(node("Add", "flare", "nothing", "means"));
        graph.addNode(node("Unsqueeze", "nothing3", "nothing", "two"));
        graph.addNode(node("Add", "flare_covariance", "nothing3", "covariances"));
        graph.addOutput(value("probabilities", FLOAT, "batch", 2));
        graph.addOutput(value("flare", FLOAT, "batch", 3));
        graph.addOutput(value("flare_covariance", FLOAT, "batch", 3, 3));
        graph.addOutput(value("attention", FLOAT, "batch", "length"));
        var model = OnnxMl.ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(22))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    static OnnxMl.NodeProto node(String operator, String output, String... inputs) {
        return OnnxMl.NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    static OnnxMl.NodeProto cast(String from, String to) {
        return node("Cast", to, from).toBuilder()
                .addAttribute(attribute("to", FLOAT))
                .build();
    }

    static OnnxMl.AttributeProto attribute(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static OnnxMl.TensorProto longs(String name, long value) {
        return OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .addInt64Data(value)
                .build();
    }

    static OnnxMl.TensorProto floats(String name, long[] shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        var tensor = OnnxMl.TensorProto.newBuilder().setName(name).setDataType(FLOAT);
        for (long size : shape) {
            tensor.addDims(size);
        }
        return tensor.setRawData(ByteString.copyFrom(raw.array())).build();
    }

    static OnnxMl.ValueInfoProto value(String name, int type, Object... shape) {
        var dimensions = OnnxMl.TensorShapeProto.newBuilder();
        for (Object size : shape) {
            var dimension = dimensions.addDimBuilder();
            if (size instanceof Integer fixed) {
                dimension.setDimValue(fixed);
            } else {
                dimension.setDimParam(size.toString());
            }
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(type)
                                .setShape(dimensions)))
                .build();
    }
}
