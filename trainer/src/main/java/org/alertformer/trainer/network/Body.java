package org.alertformer.trainer.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the tokens and the heads, with what only it needs to know; widths, heads and layers are those of the
 * {@link Architecture}. A recipe names it by its type: {@code body: {classAttention: {classLayers: 2}}}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Body.Encoder.class, name = "encoder"),
    @JsonSubTypes.Type(value = Body.ClassAttention.class, name = "classAttention"),
    @JsonSubTypes.Type(value = Body.Pairwise.class, name = "pairwise"),
    @JsonSubTypes.Type(value = Body.Metadata.class, name = "metadata"),
    @JsonSubTypes.Type(value = Body.Causal.class, name = "causal"),
    @JsonSubTypes.Type(value = Body.Pooled.class, name = "pooled"),
    @JsonSubTypes.Type(value = Body.Conformer.class, name = "conformer"),
    @JsonSubTypes.Type(value = Body.TwoViews.class, name = "twoViews"),
    @JsonSubTypes.Type(value = Body.Recurrent.class, name = "recurrent"),
    @JsonSubTypes.Type(value = Body.AttentiveRecurrent.class, name = "attentiveRecurrent"),
    @JsonSubTypes.Type(value = Body.Perceptron.class, name = "perceptron")
})
public sealed interface Body {
    /** Blocks over a class token and the observations; the class token's last state is read (Devlin et al. 2019). */
    record Encoder() implements Body {}

    /**
     * Blocks over the observations alone, then blocks in which only the class token asks and only it changes (Touvron et al.
     * 2021, CaiT, arXiv 2103.17239, section 3); all with a learned factor per channel on what they add (LayerScale).
     *
     * @param classLayers blocks of the second kind
     */
    record ClassAttention(int classLayers) implements Body {
        public ClassAttention {
            require(classLayers > 0, "classAttention: classLayers", classLayers);
        }
    }

    /**
     * The encoder with a learned bias on each score, one per head, from the time between two observations and from their
     * pair of bands.
     *
     * @param bins of ln(1 + |dt|), linear between their centres
     * @param longest time difference [days] that is told from longer ones
     */
    record Pairwise(int bins, double longest) implements Body {
        public Pairwise {
            require(bins > 1, "pairwise: bins", bins);
            require(longest > 0, "pairwise: longest", longest);
        }
    }

    /**
     * The encoder beside a second one over the numbers that belong to the whole light curve, each a token; both class tokens
     * are read together (Cabrera-Vives et al. 2024, ATAT).
     *
     * @param columns features that are metadata, the last of the network's features
     * @param layers blocks of the second encoder
     */
    record Metadata(List<String> columns, int layers) implements Body {
        public Metadata {
            columns = List.copyOf(Objects.requireNonNull(columns, "metadata: columns is missing"));
            require(!columns.isEmpty(), "metadata: columns", 0);
            require(layers > 0, "metadata: layers", layers);
        }
    }

    /** Blocks in which an observation sees itself and earlier ones; the last one's state is read (Radford et al. 2018). */
    record Causal() implements Body {}

    /** Blocks over the observations, whose mean is read. */
    record Pooled() implements Body {}

    /**
     * Blocks with a convolution along the sequence between attention and feed-forward part, whose mean is read (Gulati et al.
     * 2020, arXiv 2005.08100; Pan et al. 2024, Astroconformer).
     *
     * @param kernel observations that a filter covers, odd
     */
    record Conformer(int kernel) implements Body {
        public Conformer {
            require(kernel > 0 && kernel % 2 == 1, "conformer: kernel", kernel);
        }
    }

    /**
     * Two encoders, of the first tokens and of the rest, whose means are read together: a whole folded light curve and its
     * transit enlarged.
     *
     * @param first tokens of the first view
     */
    record TwoViews(int first) implements Body {
        public TwoViews {
            require(first > 0, "twoViews: first", first);
        }
    }

    /** The cells of recurrent layers. */
    enum Cell {
        /** Gated recurrent unit (Cho et al. 2014, arXiv 1406.1078). */
        gru(3),
        /** Long short-term memory (Hochreiter and Schmidhuber 1997). */
        lstm(4);

        /** Rows of a weight matrix per hidden unit. */
        final int gates;

        Cell(int gates) {
            this.gates = gates;
        }
    }

    /** Recurrent layers, whose state at the last observation is read. */
    record Recurrent(@Override Cell cell) implements Body {
        public Recurrent {
            Objects.requireNonNull(cell, "recurrent: cell is missing");
        }
    }

    /**
     * Recurrent layers, whose state at the last observation is read beside the mean of all states so far, each weighed by
     * the exponential of a score of its own (Yang et al. 2016, HAN, equations 5 to 7, with several heads). As a score depends on its state alone, the sums
     * run along: what is known after each observation follows from a state of fixed size and the next observation.
     */
    record AttentiveRecurrent(@Override Cell cell) implements Body {
        public AttentiveRecurrent {
            Objects.requireNonNull(cell, "attentiveRecurrent: cell is missing");
        }
    }

    /** Of the recurrent layers; null where there are none. */
    default @Nullable Cell cell() {
        return null;
    }

    /** Dense layers on the features of the first observation: for numbers that belong to the whole light curve. */
    record Perceptron() implements Body {}

    private static void require(boolean valid, String name, double value) {
        if (!valid) {
            throw new IllegalArgumentException("body " + name + " " + value + " is out of range");
        }
    }
}
