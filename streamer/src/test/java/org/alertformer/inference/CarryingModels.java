package org.alertformer.inference;

import ai.onnx.proto.OnnxMl;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.lightcurve.LightCurve;

/**
 * Small models that carry a state: a gated recurrent unit of random weights over a few features and the time, whose last
 * hidden state gives probabilities of {@code quiet} and {@code loud} and a flare. Attention is uniform.
 */
public final class CarryingModels {
    private static final int FLOAT = OnnxMl.TensorProto.DataType.FLOAT_VALUE;
    private static final int HIDDEN = 7;
    private static final List<String> LOOKING_BACK = List.of("asinh_snr", "log_gap", "log_band_gap", "band_g");

    private CarryingModels() {}

    /** How the state is come by. */
    enum Kind {
        sound,
        /** Each call begins with zeros, whatever state it is given. */
        forgetful
    }

    public static OnnxModel open(String version) {
        return OnnxModel.open(bytes(version), "carrying model", Device.cpu);
    }

    /** The file of a model of this version, by which its weights differ, with a golden batch. */
    public static byte[] bytes(String version) {
        return golden(card(version, LOOKING_BACK), Kind.sound);
    }

    /** A file of these features, of which some may look ahead. */
    static byte[] bytes(List<String> features) {
        return golden(card("1", features), Kind.sound);
    }

    /** The file of a sound model with the graph of a forgetful one. */
    static byte[] forgetful() {
        ModelCard card = card("1", LOOKING_BACK);
        return file(card, Kind.forgetful, Map.of(GoldenBatch.METADATA_KEY, answers(card)));
    }

    /** At most 60 observations are encoded. */
    static ModelCard card(String version, List<String> features) {
        return new ModelCard(
                1,
                "carrying",
                version,
                List.of(ModelCard.Task.classification, ModelCard.Task.flare),
                List.of("quiet", "loud"),
                List.of("loud"),
                features.stream().map(name -> new NormalizedFeature(name, 0, 2)).toList(),
                new TimeEncoding(TimeEncoding.Kind.none, Map.of()),
                List.of("g", "r"),
                1,
                60,
                1,
                "none",
                null,
                null,
                "2026-01-01T00:00:00Z");
    }

    private static byte[] golden(ModelCard card, Kind kind) {
        return file(card, kind, Map.of(GoldenBatch.METADATA_KEY, answers(card)));
    }

    private static String answers(ModelCard card) {
        try (OnnxModel model = OnnxModel.open(file(card, Kind.sound, Map.of()), "carrying model", Device.cpu)) {
            Random random = new Random(3);
            List<LightCurve> curves = IntStream.rangeClosed(1, 7)
                    .mapToObj(length -> OnnxModelTest.curve(random, length))
                    .toList();
            return GoldenBatch.of(model, curves).toJson();
        }
    }

    private static byte[] file(ModelCard card, Kind kind, Map<String, String> metadata) {
        Random random = new Random(card.version().hashCode());
        int width = card.features().size();
        var graph = OnnxMl.GraphProto.newBuilder().setName("carrying");
        graph.addInput(TestModels.value("features", FLOAT, "batch", "length", width));
        graph.addInput(TestModels.value("time", FLOAT, "batch", "length"));
        graph.addInput(TestModels.value("mask", OnnxMl.TensorProto.DataType.BOOL_VALUE, "batch", "length"));
        graph.addInput(TestModels.value("state", FLOAT, "batch", HIDDEN));
        graph.addInitializer(TestModels.longs("zero", 0));
        graph.addInitializer(TestModels.longs("one", 1));
        graph.addInitializer(TestModels.longs("two", 2));
        graph.addInitializer(TestModels.floats("day", new long[] {1}, 1));
        graph.addInitializer(TestModels.floats("memory", new long[] {1}, kind == Kind.forgetful ? 0 : 1));
        addNoise(graph, random, "in", 1, 3 * HIDDEN, width + 1);
        addNoise(graph, random, "recurrence", 1, 3 * HIDDEN, HIDDEN);
        addNoise(graph, random, "bias", 1, 6 * HIDDEN);
        addNoise(graph, random, "classes", HIDDEN, 2);
        addNoise(graph, random, "flares", HIDDEN, 3);
        graph.addNode(TestModels.cast("mask", "present"));
        graph.addNode(TestModels.node("ReduceSum", "counts", "present", "one").toBuilder()
                .addAttribute(TestModels.attribute("keepdims", 1)));
        graph.addNode(TestModels.node("Squeeze", "lengths", "counts", "one"));
        graph.addNode(TestModels.node("Cast", "lengths32", "lengths").toBuilder()
                .addAttribute(TestModels.attribute("to", OnnxMl.TensorProto.DataType.INT32_VALUE)));
        graph.addNode(TestModels.node("Add", "days", "time", "day"));
        graph.addNode(TestModels.node("Log", "log", "days"));
        graph.addNode(TestModels.node("Unsqueeze", "log3", "log", "two"));
        graph.addNode(TestModels.node("Concat", "tokens", "features", "log3").toBuilder()
                .addAttribute(TestModels.attribute("axis", 2)));
        graph.addNode(TestModels.node("Transpose", "sequence", "tokens").toBuilder()
                .addAttribute(OnnxMl.AttributeProto.newBuilder()
                        .setName("perm")
                        .setType(OnnxMl.AttributeProto.AttributeType.INTS)
                        .addAllInts(List.of(1L, 0L, 2L))));
        graph.addNode(TestModels.node("Mul", "remembered", "state", "memory"));
        graph.addNode(TestModels.node("Unsqueeze", "begin", "remembered", "zero"));
        graph.addNode(OnnxMl.NodeProto.newBuilder()
                .setOpType("GRU")
                .addAllInput(List.of("sequence", "in", "recurrence", "bias", "lengths32", "begin"))
                .addOutput("all")
                .addOutput("end")
                .addAttribute(TestModels.attribute("hidden_size", HIDDEN)));
        graph.addNode(TestModels.node("Squeeze", "next_state", "end", "zero"));
        graph.addNode(TestModels.node("MatMul", "logits", "next_state", "classes"));
        graph.addNode(TestModels.node("Softmax", "probabilities", "logits").toBuilder()
                .addAttribute(TestModels.attribute("axis", 1)));
        graph.addNode(TestModels.node("MatMul", "flare", "next_state", "flares"));
        graph.addNode(TestModels.node("Unsqueeze", "column", "flare", "two"));
        graph.addNode(TestModels.node("Unsqueeze", "row", "flare", "one"));
        graph.addNode(TestModels.node("MatMul", "flare_covariance", "column", "row"));
        graph.addNode(TestModels.node("Div", "attention", "present", "counts"));
        graph.addOutput(TestModels.value("probabilities", FLOAT, "batch", 2));
        graph.addOutput(TestModels.value("flare", FLOAT, "batch", 3));
        graph.addOutput(TestModels.value("flare_covariance", FLOAT, "batch", 3, 3));
        graph.addOutput(TestModels.value("attention", FLOAT, "batch", "length"));
        graph.addOutput(TestModels.value("next_state", FLOAT, "batch", HIDDEN));
        var model = OnnxMl.ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(22))
                .setGraph(graph);
        model.addMetadataProps(OnnxMl.StringStringEntryProto.newBuilder()
                .setKey(ModelCard.METADATA_KEY)
                .setValue(card.toJson()));
        metadata.forEach((key, value) -> model.addMetadataProps(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private static void addNoise(OnnxMl.GraphProto.Builder graph, Random random, String name, long... shape) {
        int count = 1;
        for (long extent : shape) {
            count *= (int) extent;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.7 * random.nextGaussian());
        }
        graph.addInitializer(TestModels.floats(name, shape, values));
    }
}
