package org.alertformer.trainer.export;

import java.util.ArrayList;
import java.util.List;
import org.alertformer.encoding.Sampling;
import org.alertformer.inference.ModelCard;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Encoded;
import org.alertformer.trainer.network.Initializer;

/** The outputs: calibrated probabilities, attention, and the flare's parameters with their covariance. */
record Heads(Layers layers, Encoded<String> encoded) {
    /** Behind an encoder, whose pointer is over what its last block reads. */
    static Heads of(Layers layers, Mask mask, Encoder.Encoded encoded) {
        Encoded.Pointed<String> pointed =
                layers.architecture().flare() ? pointed(layers, mask, encoded.inputs()) : null;
        return new Heads(layers, new Encoded<>(encoded.token(), null, encoded.attention(), pointed));
    }

    private static Encoded.Pointed<String> pointed(Layers layers, Mask mask, String inputs) {
        Graph g = layers.graph();
        // the pointer's bias would add the same to all scores
        String scores =
                g.node("Squeeze", g.node("MatMul", inputs, layers.transposed("pointer.weight", 0, 1)), g.integers(2));
        String pointer = g.softmax(g.node("Add", scores, mask.observations()));
        String atTimes = g.node("Unsqueeze", g.slice(pointer, 1, 1, Integer.MAX_VALUE), g.integers(1));
        String anchor = g.reshape(g.node("MatMul", atTimes, g.node("Unsqueeze", "time", g.integers(2))), -1, 1);
        String atTokens = g.node("Unsqueeze", pointer, g.integers(1));
        return new Encoded.Pointed<>(anchor, g.reshape(g.node("MatMul", atTokens, inputs), -1, layers.width()));
    }

    /** The outputs of one network, or the means of several; several have no flare head. */
    static void write(List<Heads> members, Graph g, Architecture a, ModelCard card) {
        List<String> answers = new ArrayList<>();
        List<String> attentions = new ArrayList<>();
        for (Heads member : members) {
            answers.add(member.layers().linear(member.encoded().token(), "classes"));
            String attention = member.encoded().attention();
            if (attention != null) {
                attentions.add(attention);
            }
        }
        String logits = answers.get(0);
        if (answers.size() > 1) {
            logits = g.node(
                    "Log", g.node("Mean", answers.stream().map(g::softmax).toList()));
        }
        String probabilities = g.softmax(g.node("Mul", logits, g.scalar(1 / card.temperature())));
        g.output(probabilities, "probabilities", "batch", a.classes());
        boolean ofObservations = card.sampling() == null || card.sampling().kind() == Sampling.Kind.observations;
        if (!attentions.isEmpty() && ofObservations) {
            String attention = attentions.size() == 1 ? attentions.get(0) : g.node("Mean", attentions);
            g.output(g.slice(attention, 1, 1, Integer.MAX_VALUE), "attention", "batch", "length");
        }
        Encoded.Pointed<String> pointed = members.get(0).encoded().pointed();
        if (pointed != null) {
            members.get(0).writeFlare(pointed);
        }
    }

    /** What the last observation's state tells of the next one. */
    void writeNext() {
        String hidden = layers.graph().node("Gelu", layers.linear(encoded.token(), Initializer.PRETRAINING + "hidden"));
        String told = layers.linear(hidden, Initializer.PRETRAINING + "out");
        layers.graph().output(told, "next", "batch", 2 * layers.architecture().features());
    }

    private void writeFlare(Encoded.Pointed<String> pointed) {
        Graph g = layers.graph();
        String anchor = pointed.anchor();
        String hidden = g.node("Gelu", layers.linear(g.concat(1, encoded.token(), pointed.state()), "flare1"));
        String raw = layers.linear(hidden, "flare2");
        String spread = layers.weight("constant.flare_spread");
        String centred =
                g.node("Add", g.node("Mul", g.slice(raw, 1, 0, 3), spread), layers.weight("constant.flare_mean"));
        String zero = g.node("Mul", anchor, g.scalar(0));
        g.output(g.node("Add", centred, g.concat(1, zero, anchor, zero)), "flare", "batch", 3);
        String bounded = g.node(
                "Clip",
                g.slice(raw, 1, 3, 6),
                g.scalar(Architecture.LOWEST_LOG_SPREAD),
                g.scalar(Architecture.HIGHEST_LOG_SPREAD));
        String diagonal = g.node("Exp", bounded);
        String below = g.slice(raw, 1, 6, 9);
        String factor = g.concat(
                1,
                part(diagonal, 0),
                zero,
                zero,
                part(below, 0),
                part(diagonal, 1),
                zero,
                part(below, 1),
                part(below, 2),
                part(diagonal, 2));
        String scaled = g.node("Mul", g.reshape(factor, -1, 3, 3), g.reshape(spread, 3, 1));
        g.output(g.node("MatMul", scaled, g.transpose(scaled, 0, 2, 1)), "flare_covariance", "batch", 3, 3);
    }

    private String part(String x, int column) {
        return layers.graph().slice(x, 1, column, column + 1);
    }
}
