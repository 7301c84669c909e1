package org.alertformer.trainer.network;

import java.util.List;
import java.util.stream.IntStream;
import org.alertformer.encoding.TimeEncoding;

/**
 * The shape of a network.
 *
 * @param features F, width of the input
 * @param classes number of class logits
 * @param width d of a token
 * @param heads of the attention; divides the width
 * @param layers encoder blocks
 * @param feedForward hidden width of a block's feed-forward part
 * @param norm where LayerNorm stands
 * @param timeEncoding how time enters
 * @param flare whether there is a head for the parameters of flares
 * @param body what stands between tokens and heads
 * @param columns names of the features, for what must know which is which
 */
public record Architecture(
        int features,
        int classes,
        int width,
        int heads,
        int layers,
        int feedForward,
        Norm norm,
        TimeEncoding timeEncoding,
        boolean flare,
        Body body,
        List<String> columns) {
    /** LayerNorm before each sublayer (Xiong et al. 2020, arXiv 2002.04745), or after it as in the first transformers. */
    public enum Norm {
        pre,
        post
    }

    private static final String BAND = "band_";

    public static final double NORM_EPSILON = 1e-5;

    /** What an attention score loses where there is no observation: enough to give a weight of exactly 0. */
    public static final double MASKED = -10_000;

    /** Bounds of the logarithms of the Cholesky factor's diagonal, in units of the parameters' spread. */
    public static final double LOWEST_LOG_SPREAD = -7;

    public static final double HIGHEST_LOG_SPREAD = 3;

    public Architecture {
        require(features > 0, "features", features);
        require(classes > 1, "classes", classes);
        require(width > 0, "width", width);
        require(heads > 0 && width % heads == 0, "heads (must divide the width " + width + ")", heads);
        require(layers > 0, "layers", layers);
        require(feedForward > 0, "feedForward", feedForward);
        columns = List.copyOf(columns);
        TimeChannels.of(timeEncoding, width);
        if (flare && !(body instanceof Body.Encoder || body instanceof Body.AttentiveRecurrent)) {
            throw new IllegalArgumentException(
                    "flare parameters are estimated by the bodies 'encoder' and 'attentiveRecurrent' alone");
        }
        if (norm == Norm.post && !(body instanceof Body.Encoder || body instanceof Body.Pairwise)) {
            throw new IllegalArgumentException("norm: post, which only the bodies 'encoder' and 'pairwise' have");
        }
        if (body instanceof Body.Metadata metadata) {
            int first = columns.size() - metadata.columns().size();
            if (first < 1 || !columns.subList(first, columns.size()).equals(metadata.columns())) {
                throw new IllegalArgumentException("body metadata: columns " + metadata.columns()
                        + " are not the last of the features " + columns);
            }
        }
        if (timeEncoding.kind() == TimeEncoding.Kind.rotary || timeEncoding.kind() == TimeEncoding.Kind.romae) {
            require(width / heads % 2 == 0, "heads (width of a head must be even for rotary)", heads);
        }
    }

    /** The encoder, with features that nobody needs to tell apart. */
    public Architecture(
            int features,
            int classes,
            int width,
            int heads,
            int layers,
            int feedForward,
            Norm norm,
            TimeEncoding timeEncoding,
            boolean flare) {
        this(
                features,
                classes,
                width,
                heads,
                layers,
                feedForward,
                norm,
                timeEncoding,
                flare,
                new Body.Encoder(),
                List.of());
    }

    /** Features that say in which band an observation was made, 1 or 0. */
    public List<Integer> bandColumns() {
        return IntStream.range(0, columns.size())
                .filter(c -> columns.get(c).startsWith(BAND))
                .boxed()
                .toList();
    }

    /** Features that go into the tokens of the observations, the first of all. */
    int tokenFeatures() {
        return body instanceof Body.Metadata metadata
                ? features - metadata.columns().size()
                : features;
    }

    private static void require(boolean valid, String name, int value) {
        if (!valid) {
            throw new IllegalArgumentException(name + ": " + value);
        }
    }

    /** Width of one head. */
    public int headWidth() {
        return width / heads;
    }

    /** What the {@link #timeEncoding} gives to the input layer. */
    public TimeChannels timeChannels() {
        return TimeChannels.of(timeEncoding, width);
    }
}
