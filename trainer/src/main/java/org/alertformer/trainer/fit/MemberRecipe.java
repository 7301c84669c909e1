package org.alertformer.trainer.fit;

import java.util.Objects;

/**
 * Further networks of another kind that answer together with the recipe's own.
 *
 * @param count how many, of different seeds
 * @param network their shape; without flare classes and of the same maximum length
 * @param epochs at most
 * @param learningRate at its peak
 * @param dropout of these networks
 */
public record MemberRecipe(int count, NetworkRecipe network, int epochs, double learningRate, double dropout) {
    public MemberRecipe {
        Objects.requireNonNull(network, "beside: network is missing");
        if (count < 1 || count > 32) {
            throw new IllegalArgumentException("beside: count " + count + " is out of range");
        }
        if (!network.flareClasses().isEmpty()) {
            throw new IllegalArgumentException("beside: flareClasses " + network.flareClasses()
                    + " of a network that only answers together with others");
        }
    }
}
