package org.alertformer.trainer.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the light curves come from; exactly one is given.
 *
 * @param simulation simulated surveys
 * @param table a folder of tables
 * @param transits simulated stars with transits, of planets and of what looks like them
 * @param granulation simulated stars whose surface boils
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataRecipe(
        @Nullable SimulationRecipe simulation,
        @Nullable TableRecipe table,
        @Nullable TransitRecipe transits,
        @Nullable GranulationRecipe granulation) {
    public DataRecipe {
        if (Stream.of(simulation, table, transits, granulation)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new IllegalArgumentException(
                    "data: exactly one of 'simulation', 'table', 'transits' and 'granulation' must be there");
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
        if (transits != null) {
            return transits.load();
        }
        if (granulation != null) {
            return granulation.load();
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
        if (transits != null) {
            return transits.test(seed);
        }
        if (granulation != null) {
            return granulation.test(seed);
        }
        throw new IllegalStateException("data without a source");
    }

    /** How many classes the data have. */
    public int classCount() {
        if (simulation != null) {
            return simulation.classes().size();
        }
        if (table != null) {
            return table.classes().size();
        }
        return transits != null
                ? TransitRecipe.CLASSES.size()
                : GranulationRecipe.classes().size();
    }
}
