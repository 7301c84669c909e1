package org.alertformer.trainer.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the light curves come from.
 *
 * @param simulation simulated surveys
 */
public record DataRecipe(@Nullable SimulationRecipe simulation) {
    public DataRecipe {
        if (simulation == null) {
            throw new IllegalArgumentException("data: 'simulation' is missing");
        }
    }

    public CurveSet load() {
        return java.util.Objects.requireNonNull(simulation).load();
    }

    /** A test set that no training of this recipe has seen. */
    public List<LabelledCurve> test(long seed) {
        return java.util.Objects.requireNonNull(simulation).test(seed);
    }
}
