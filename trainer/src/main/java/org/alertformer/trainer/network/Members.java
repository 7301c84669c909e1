package org.alertformer.trainer.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of networks that answer together.
 *
 * @param architecture of the transformers
 * @param transformers at least one
 * @param shape of the perceptrons; null without
 * @param perceptrons any number
 */
public record Members(
        Architecture architecture,
        List<Weights> transformers,
        @Nullable PerceptronShape shape,
        List<Weights> perceptrons) {
    public Members {
        transformers = List.copyOf(transformers);
        perceptrons = List.copyOf(perceptrons);
        if (transformers.isEmpty()) {
            throw new IllegalArgumentException("no transformers");
        }
    }

    /** One transformer. */
    public static Members of(Architecture architecture, Weights weights) {
        return of(architecture, List.of(weights));
    }

    /** Transformers of one shape. */
    public static Members of(Architecture architecture, List<Weights> transformers) {
        return new Members(architecture, transformers, null, List.of());
    }

    /** Number of networks. */
    public int size() {
        return transformers.size() + perceptrons.size();
    }

    /** How many numbers there are. */
    public long weightCount() {
        long count = 0;
        for (List<Weights> kind : List.of(transformers, perceptrons)) {
            for (Weights weights : kind) {
                count += weights.count();
            }
        }
        return count;
    }
}
