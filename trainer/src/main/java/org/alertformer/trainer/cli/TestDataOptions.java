package org.alertformer.trainer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.alertformer.inference.ModelCard;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.fit.Recipe;
import picocli.CommandLine.Option;

/** The light curves on which models are judged: test data of a recipe. */
final class TestDataOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the recipe's folder of tables is (default: here).")
    private Path data = Path.of(".");

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1000003",
            description = "Seed of the simulated test surveys (default ${DEFAULT-VALUE}).")
    private long seed = 1_000_003;

    /** Test data of the recipe in a model's card. */
    List<LabelledCurve> curves(Path model, ModelCard card) throws IOException {
        return recipe(model, card).data().test(data, seed);
    }

    /** The recipe in a model's card. */
    static Recipe recipe(Path model, ModelCard card) {
        JsonNode recipe = card.recipe();
        if (recipe == null) {
            throw new IllegalArgumentException("the card of model " + model + " holds no recipe");
        }
        return Recipe.of(recipe);
    }

    long seed() {
        return seed;
    }

    /** What a report says they are. */
    String description() {
        return "test data of the card's recipe, seed " + seed;
    }
}
