package org.alertformer.trainer.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.alertformer.trainer.data.DataRecipe;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the training.
 *
 * @param task what is learned
 * @param data simulated surveys to learn it from; the recipe's own training light curves if null
 * @param epochs of it
 * @param auxiliary weight with which the task stays beside the classes afterwards; 0 to leave it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PretrainingRecipe(
        PretrainingTask task, @Nullable DataRecipe data, int epochs, double auxiliary) {
    public PretrainingRecipe {
        Objects.requireNonNull(task, "pretraining: task is missing");
        if (epochs < 0 || !(auxiliary >= 0)) {
            throw new IllegalArgumentException(
                    "pretraining: epochs " + epochs + ", auxiliary " + auxiliary + " must not be negative");
        }
        if (data != null && data.table() != null) {
            throw new IllegalArgumentException("pretraining: data of a table; it must be simulated, or left out");
        }
    }
}
