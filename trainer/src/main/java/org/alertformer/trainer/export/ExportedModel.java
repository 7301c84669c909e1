package org.alertformer.trainer.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.inference.ModelCard;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Body;
import org.alertformer.trainer.network.Encoded;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Members;
import org.alertformer.trainer.network.Network;
import org.alertformer.trainer.network.Perceptron;
import org.alertformer.trainer.network.PerceptronShape;
import org.alertformer.trainer.network.TimeTokens;
import org.alertformer.trainer.network.Weights;

/**
 * Writes a network as one ONNX file with its card inside: inputs {@code features} float [batch, length, F], {@code time}
 * float [batch, length], {@code mask} bool [batch, length]; outputs {@code probabilities} [batch, classes], {@code
 * attention} [batch, length] and, with a flare head, {@code flare} [batch, 3] and {@code flare_covariance} [batch, 3, 3].
 * A causal network that was taught to continue light curves also has {@code next} [batch, 2 F]: means and log deviations of the
 * next observation's features. Batch and length are dynamic. The softmax is taken at the card's temperature.
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

    /** The bytes of the file; the card names the features of all members. */
    public static byte[] of(Members members, ModelCard card, Form form) {
        Architecture architecture = members.architecture();
        Graph graph = new Graph();
        int width = card.features().size();
        graph.input("features", TensorProto.DataType.FLOAT_VALUE, "batch", "length", width);
        graph.input("time", TensorProto.DataType.FLOAT_VALUE, "batch", "length");
        graph.input("mask", TensorProto.DataType.BOOL_VALUE, "batch", "length");
        Mask mask = Mask.of(graph);
        List<Heads> heads = new ArrayList<>();
        for (Weights weights : members.transformers()) {
            Layers layers = new Layers(graph, architecture, weights);
            GraphOperators operators = GraphOperators.of(layers);
            if (!(architecture.body() instanceof Body.Encoder)) {
                Encoded<String> encoded = new Network<>(operators, architecture, false).encode();
                heads.add(new Heads(
                        layers, mask, new Encoder.Encoded(encoded.token(), encoded.attention(), encoded.token())));
                continue;
            }
            String tokens = new TimeTokens<>(operators, architecture).tokens();
            Encoder encoder = form == Form.fused && isFusible(architecture)
                    ? new FusedEncoder(layers, mask)
                    : new PlainEncoder(layers, mask);
            heads.add(new Heads(layers, mask, encoder.encode(layers.withClassToken(tokens))));
        }
        List<String> others = new ArrayList<>();
        PerceptronShape shape = members.shape();
        if (shape != null) {
            for (Weights weights : members.perceptrons()) {
                others.add(logits(shape, new Layers(graph, architecture, weights)));
            }
        }
        Heads.write(heads, others, graph, architecture, card);
        boolean continues = members.transformers().get(0).has(Initializer.PRETRAINING + "out.weight");
        if (architecture.body() instanceof Body.Causal && continues) {
            heads.get(0).writeNext();
        }
        return graph.toModel(ModelCard.METADATA_KEY, card.toJson());
    }

    /** The answer of a perceptron [batch, classes]. */
    private static String logits(PerceptronShape shape, Layers layers) {
        Graph g = layers.graph();
        long[] columns = shape.columns().stream().mapToLong(Integer::longValue).toArray();
        String first = g.node("Squeeze", g.slice("features", 1, 0, 1), g.integers(1));
        String h = g.node(
                "Clip",
                g.node("Gather", List.of(first, g.integers(columns)), Graph.integer("axis", 1)),
                g.scalar(-Perceptron.LARGEST_INPUT),
                g.scalar(Perceptron.LARGEST_INPUT));
        for (int l = 0; l < shape.layers(); l++) {
            h = g.node("Gelu", layers.linear(h, PerceptronShape.hidden(l)));
        }
        return layers.linear(h, "classes");
    }

    private static boolean isFusible(Architecture architecture) {
        return architecture.norm() == Architecture.Norm.pre
                && architecture.timeEncoding().kind() != TimeEncoding.Kind.rotary
                && architecture.timeEncoding().kind() != TimeEncoding.Kind.romae;
    }
}
