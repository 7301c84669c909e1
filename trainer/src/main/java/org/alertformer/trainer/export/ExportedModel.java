package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.ModelCard;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Body;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Network;
import org.alertformer.trainer.network.TimeTokens;

/**
 * Writes a network as one ONNX file with its card inside: inputs {@code features} float [batch, length, F], {@code time}
 * float [batch, length], {@code mask} bool [batch, length], true for observations, which stand before the padding; outputs {@code probabilities} [batch, classes], {@code
 * attention} [batch, length] and, with a flare head, {@code flare} [batch, 3] and {@code flare_covariance} [batch, 3, 3].
 * A causal network that was taught to continue light curves also has {@code next} [batch, 2 F]: means and log deviations of the
 * next observation's features. Recurrent networks on features that look back carry a state, {@link StepGraph}. Batch and
 * length are dynamic. The softmax is taken at the card's temperature.
 */
public final class ExportedModel {
    private ExportedModel() {}

    /** Which operators the graph is made of; the numbers agree. */
    public enum Form {
        /** Operators of the ONNX standard that all runtimes have. */
        plain(22),
        /** Those that ONNX Runtime has the fastest kernels for, its own among them. */
        fused(24);

        private final long opset;

        Form(long opset) {
            this.opset = opset;
        }
    }

    /**
     * The bytes of the file.
     *
     * @param members networks whose probabilities are averaged
     * @param card names the features of all
     */
    public static byte[] of(List<Member> members, ModelCard card, Form form) {
        Graph graph = new Graph(form.opset);
        int width = card.features().size();
        graph.input("features", TensorProto.DataType.FLOAT_VALUE, "batch", "length", width);
        graph.input("time", TensorProto.DataType.FLOAT_VALUE, "batch", "length");
        graph.input("mask", TensorProto.DataType.BOOL_VALUE, "batch", "length");
        Mask mask = Mask.of(graph);
        List<Heads> heads = new ArrayList<>();
        for (Member member : members) {
            Architecture architecture = member.architecture();
            Layers layers = new Layers(graph, architecture, member.weights(), features(graph, member, width));
            GraphOperators operators = GraphOperators.of(layers, form == Form.fused);
            if (!(architecture.body() instanceof Body.Encoder)) {
                heads.add(new Heads(layers, new Network<>(operators, architecture, false).encode()));
                continue;
            }
            String tokens = new TimeTokens<>(operators, architecture).tokens();
            Encoder encoder = form == Form.fused ? new FusedEncoder(layers, mask) : new PlainEncoder(layers, mask);
            heads.add(Heads.of(layers, mask, encoder.encode(layers.withClassToken(tokens))));
        }
        Architecture first = members.get(0).architecture();
        Heads.write(heads, graph, first, card);
        boolean continues = members.get(0).weights().has(Initializer.PRETRAINING + "out.weight");
        if (first.body() instanceof Body.Causal && continues) {
            heads.get(0).writeNext();
        }
        byte[] onnx = graph.toModel(ModelCard.METADATA_KEY, card.toJson());
        return carriesStates(members, card) ? StepGraph.of(onnx) : onnx;
    }

    /** Whether all that the networks know of earlier observations is in a state of fixed size, and nothing looks ahead. */
    private static boolean carriesStates(List<Member> members, ModelCard card) {
        return card.encoder().looksBack()
                && members.stream().allMatch(member -> member.architecture().body() instanceof Body.Recurrent);
    }

    /**
     * A model file's networks in a graph of another form, with card and golden batch as they are.
     *
     * @param card the file's own
     * @param shapes networks of the same shapes in the same order, with any weights
     * @throws IllegalArgumentException if the graph has other networks
     */
    public static byte[] rewritten(byte[] onnx, ModelCard card, List<Member> shapes, Form form) {
        ModelProto model = parse(onnx);
        return parse(of(members(model, shapes), card, form)).toBuilder()
                .clearMetadataProps()
                .addAllMetadataProps(model.getMetadataPropsList())
                .build()
                .toByteArray();
    }

    static List<Member> members(ModelProto model, List<Member> shapes) {
        StoredWeights stored = StoredWeights.of(model.getGraph());
        return shapes.stream().map(stored::next).toList();
    }

    /** A model file with this golden batch in place of any it had. Nothing else changes. */
    public static byte[] stamped(byte[] onnx, GoldenBatch golden) {
        return withMetadata(onnx, GoldenBatch.METADATA_KEY, golden.toJson());
    }

    /** The same model with another card, which must say the same of inputs and outputs. */
    public static byte[] withCard(byte[] onnx, ModelCard card) {
        return withMetadata(onnx, ModelCard.METADATA_KEY, card.toJson());
    }

    private static byte[] withMetadata(byte[] onnx, String key, String value) {
        ModelProto.Builder model = parse(onnx).toBuilder();
        List<StringStringEntryProto> metadata = new ArrayList<>(model.getMetadataPropsList());
        metadata.removeIf(entry -> entry.getKey().equals(key));
        metadata.add(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value).build());
        return model.clearMetadataProps().addAllMetadataProps(metadata).build().toByteArray();
    }

    private static ModelProto parse(byte[] onnx) {
        try {
            return ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an ONNX file: " + e.getMessage(), e);
        }
    }

    private static String features(Graph graph, Member member, int width) {
        if (member.columns().equals(IntStream.range(0, width).boxed().toList())) {
            return "features";
        }
        long[] columns = member.columns().stream().mapToLong(Integer::longValue).toArray();
        return graph.node("Gather", List.of("features", graph.integers(columns)), Graph.integer("axis", 2));
    }
}
