package org.alertformer.trainer.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the light curves come from; exactly one is given.
 *
 * @param simulation simulated surveys
 * @param table a folder of tables
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataRecipe(
        @Nullable SimulationRecipe simulation, @Nullable TableRecipe table) {
    public DataRecipe {
        if ((simulation == null) == (table == null)) {
            throw new IllegalArgumentException("data: exactly one of 'simulation' and 'table' must be there");
        }
    }

    /** @param directory where the folders of tables are */
    public CurveSet load(Path directory) throws IOException {
        if (simulation != null) {
            return simulation.load();
        }
        if (table != null) {
            return table.load(directory);
        }
        throw new IllegalStateException("data without a source");
    }

    /** Data for the figures that no training of this recipe has seen; the seed is for simulated ones. */
    public List<LabelledCurve> test(Path directory, long seed) throws IOException {
        if (simulation != null) {
            return simulation.test(seed);
        }
        if (table != null) {
            return table.test(directory);
        }
        throw new IllegalStateException("data without a source");
    }
}
