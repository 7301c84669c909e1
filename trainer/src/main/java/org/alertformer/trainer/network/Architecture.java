package org.alertformer.trainer.network;

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
        boolean flare) {
    /** LayerNorm before each sublayer (Xiong et al. 2020, arXiv 2002.04745), or after it as in the first transformers. */
    public enum Norm {
        pre,
        post
    }

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
        TimeChannels.of(timeEncoding, width);
        if (timeEncoding.kind() == TimeEncoding.Kind.rotary) {
            require(width / heads % 2 == 0, "heads (width of a head must be even for rotary)", heads);
        }
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
