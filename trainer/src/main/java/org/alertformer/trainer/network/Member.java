package org.alertformer.trainer.network;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the networks that answer together.
 *
 * @param architecture its shape
 * @param columns which of the encoded features it takes, in its own order
 * @param weights its numbers
 */
public record Member(Architecture architecture, List<Integer> columns, Weights weights) {
    public Member {
        columns = List.copyOf(columns);
        if (columns.size() != architecture.features()) {
            throw new IllegalArgumentException(
                    columns.size() + " columns for a network of " + architecture.features() + " features");
        }
    }

    /** A network that takes all features. */
    public static Member of(Architecture architecture, Weights weights) {
        return new Member(
                architecture,
                IntStream.range(0, architecture.features()).boxed().toList(),
                weights);
    }

    /** Networks of one shape that take all features. */
    public static List<Member> of(Architecture architecture, List<Weights> weights) {
        return weights.stream().map(w -> of(architecture, w)).toList();
    }
}
