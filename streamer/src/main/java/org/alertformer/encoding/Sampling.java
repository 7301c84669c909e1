package org.alertformer.encoding;

import java.util.Map;
import java.util.Set;

/**
 * What the rows of a model's input are. A card that names nothing means the observations themselves; the other kinds are
 * computed from them, and their features are not those of {@link Feature} but the kind's own.
 *
 * @param kind which rows
 * @param parameters by name; see the kinds
 */
public record Sampling(Kind kind, Map<String, Double> parameters) {
    /** The kinds, as cards and recipes spell them. */
    public enum Kind {
        /** One row per observation; no parameters. */
        observations,
        /**
         * One row per observation, then rows of zeros up to the maximum length, times too. The mask calls all of them
         * observations, so a network attends to the zeros: for baselines without a mask. No parameters.
         */
        padded,
        /** A Gaussian process on a regular grid: {@link GaussianProcess}. */
        gaussian_process,
        /** Two views of the light curve folded at its transits: {@link FoldedViews}. */
        folded_views
    }

    public static final Sampling OBSERVATIONS = new Sampling(Kind.observations, Map.of());

    /** Throws {@link IllegalArgumentException} naming a parameter that is unknown or out of range. */
    public Sampling {
        parameters = Map.copyOf(parameters);
        Set<String> known = switch (kind) {
            case observations, padded -> Set.of();
            case gaussian_process -> Set.of("points", "wavelength", "centred");
            case folded_views -> Set.of("whole", "detail", "shortest", "longest");
        };
        parameters.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "sampling " + kind + " has no parameter '" + name + "', it has " + known);
            }
            if (!(value > 0 && value <= 100_000)) {
                throw new IllegalArgumentException("sampling " + kind + ": " + name + " " + value + " is out of range");
            }
        });
    }

    double parameter(String name, double otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }
}
