package org.alertformer.encoding;

import java.util.Map;

/**
 * How a model sees time. The encoding itself is computed inside the ONNX graph from its {@code time} input [days since
 * the reference], so that one file is the whole contract; a card names the kind and its parameters for people and for
 * refusing what this version does not know.
 *
 * @param kind which formula
 * @param parameters by name, for instance {@code period} or {@code shortest} and {@code longest} [days]
 */
public record TimeEncoding(Kind kind, Map<String, Double> parameters) {
    /** The formulas, as cards and recipes spell them. */
    public enum Kind {
        none,
        sinusoidal,
        log,
        delta,
        time2vec,
        fourier,
        rotary,
        learned,
        time2vec_log,
        astromer,
        atat,
        time_modulation,
        tape,
        romae
    }

    public TimeEncoding {
        parameters = Map.copyOf(parameters);
    }
}
