package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.ModelCard;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Weights;

/**
 * Writes a network as one ONNX file with its card inside: inputs {@code features} float [batch, length, F], {@code time}
 * float [batch, length], {@code mask} bool [batch, length]; outputs {@code probabilities} [batch, classes], {@code
 * attention} [batch, length] and, with a flare head, {@code flare} [batch, 3] and {@code flare_covariance} [batch, 3, 3].
 * Batch and length are dynamic. The softmax is taken at the card's temperature.
 */
public final class ExportedModel {
    private ExportedModel() {}

    /** Which operators the graph is made of; the numbers agree. */
    public enum Form {
        /** Operators of the ONNX standard alone: any runtime reads it. */
        plain,
        /** With ONNX Runtime's fused operators, about twice as fast there. Rotary and post-norm networks stay plain. */
        fused
    }

    /**
     * The bytes of the file.
     *
     * @param members weights of one network, or of several of the same shape whose probabilities are averaged
     */
    public static byte[] of(Architecture architecture, List<Weights> members, ModelCard card, Form form) {
        Graph graph = new Graph();
        int features = architecture.features();
        graph.input("features", TensorProto.DataType.FLOAT_VALUE, "batch", "length", features);
        graph.input("time", TensorProto.DataType.FLOAT_VALUE, "batch", "length");
        graph.input("mask", TensorProto.DataType.BOOL_VALUE, "batch", "length");
        Mask mask = Mask.of(graph);
        List<Heads> heads = new ArrayList<>();
        for (Weights weights : members) {
            Layers layers = new Layers(graph, architecture, weights);
            String tokens = new TimeGraph(graph, architecture, weights).tokens();
            Encoder encoder = form == Form.fused && isFusible(architecture)
                    ? new FusedEncoder(layers, mask)
                    : new PlainEncoder(layers, mask);
            heads.add(new Heads(layers, mask, encoder.encode(layers.withClassToken(tokens))));
        }
        Heads.write(heads, graph, architecture, card);
        return graph.toModel(ModelCard.METADATA_KEY, card.toJson());
    }

    /** A model file with this golden batch in place of any it had. Nothing else changes. */
    public static byte[] stamped(byte[] onnx, GoldenBatch golden) {
        ModelProto.Builder model;
        try {
            model = ModelProto.parseFrom(onnx).toBuilder();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an ONNX file: " + e.getMessage(), e);
        }
        List<StringStringEntryProto> metadata = new ArrayList<>(model.getMetadataPropsList());
        metadata.removeIf(entry -> entry.getKey().equals(GoldenBatch.METADATA_KEY));
        metadata.add(StringStringEntryProto.newBuilder()
                .setKey(GoldenBatch.METADATA_KEY)
                .setValue(golden.toJson())
                .build());
        return model.clearMetadataProps().addAllMetadataProps(metadata).build().toByteArray();
    }

    private static boolean isFusible(Architecture architecture) {
        return architecture.norm() == Architecture.Norm.pre
                && architecture.timeEncoding().kind() != TimeEncoding.Kind.rotary;
    }
}
