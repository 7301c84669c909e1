package org.alertformer.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitTest {
    private static final Recipe RECIPE = Recipe.parse(RecipeTest.SMALL);
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private static CurveSet data;

    @BeforeAll
    static void simulate() throws IOException {
        Tensors.useThreads(1);
        data = RECIPE.data().load(Path.of("."));
    }

    @Test
    void run_learnsSomething() throws IOException {
        Trained trained = fit(RECIPE, NOWHERE).run(null, false);

        EpochRecord first = trained.history().get(0);
        EpochRecord last = trained.history().get(trained.history().size() - 1);
        assertThat(last.trainLoss()).isLessThan(0.8 * first.trainLoss());
        assertThat(trained.temperature()).isBetween(0.05, 20.0);
    }

    @Test
    void run_resumedGivesTheSameWeightsAsUninterrupted(@TempDir Path folder) throws IOException {
        Trained uninterrupted = fit(RECIPE, NOWHERE).run(null, false);
        Throwable interruption =
                catchThrowable(() -> fit(RECIPE, new Breaking("epoch 3/3")).run(folder, false));

        Trained resumed = fit(RECIPE, NOWHERE).run(folder, true);

        assertThat(interruption).hasMessage("interrupted");
        assertThat(resumed.history()).isEqualTo(uninterrupted.history());
        assertThat(resumed.temperature()).isEqualTo(uninterrupted.temperature());
        assertSame(resumed.members().get(0), uninterrupted.members().get(0));
    }

    @Test
    void run_anotherSeedGivesOtherWeights() throws IOException {
        Recipe other = Recipe.parse(RecipeTest.SMALL.replace("seed: 5", "seed: 6"));

        Trained a = fit(RECIPE, NOWHERE).run(null, false);
        Trained b = fit(other, NOWHERE).run(null, false);

        assertThat(a.members().get(0).values("classes.weight"))
                .isNotEqualTo(b.members().get(0).values("classes.weight"));
    }

    @Test
    void run_checkpointOfAnotherRecipeIsRefused(@TempDir Path folder) throws IOException {
        Recipe other = Recipe.parse(RecipeTest.SMALL.replace("learningRate: 0.003", "learningRate: 0.004"));
        fit(RECIPE, NOWHERE).run(folder, false);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(other, NOWHERE).run(folder, true))
                .withMessageContaining(folder.toString());
    }

    @Test
    void of_unknownFlareClassIsRefused() {
        Recipe other = Recipe.parse(RecipeTest.SMALL.replace("flareClasses: [flare]", "flareClasses: [burst]"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(other, NOWHERE))
                .withMessageContaining("burst");
    }

    private static Fit fit(Recipe recipe, PrintStream out) {
        return new Fit(recipe, data, new Progress(out, false));
    }

    private static void assertSame(Weights actual, Weights expected) {
        assertThat(actual.tensors().keySet()).isEqualTo(expected.tensors().keySet());
        expected.tensors()
                .forEach((name, array) ->
                        assertThat(actual.values(name)).as(name).isEqualTo(array.values()));
    }

    /** Fails when it is to print a line that holds some text: an interruption at a known place. */
    private static final class Breaking extends PrintStream {
        private final String text;

        Breaking(String text) {
            super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            this.text = text;
        }

        @Override
        public PrintStream printf(Locale locale, String format, Object... arguments) {
            if (String.format(locale, format, arguments).contains(text)) {
                throw new IllegalStateException("interrupted");
            }
            return this;
        }
    }
}
