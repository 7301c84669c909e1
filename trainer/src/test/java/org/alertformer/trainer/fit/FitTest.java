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
        assertSame(
                resumed.members().get(0).weights(),
                uninterrupted.members().get(0).weights());
    }

    @Test
    void run_ofSeveralNetworksResumedInTheMiddleGivesTheSame(@TempDir Path folder) throws IOException {
        Recipe recipe = Recipe.parse(RecipeTest.SMALL
                        .replace("flareClasses: [flare]", "flareClasses: []")
                        .replace("balanced: true", "balanced: true\n  members: 2")
                + """
                beside:
                  - count: 2
                    network:
                      features: [log_span, log_count, median_magnitude]
                      maximumLength: 64
                      timeEncoding: {kind: none, parameters: {}}
                      width: 8
                      heads: 1
                      layers: 1
                      feedForward: 8
                      norm: pre
                      flareClasses: []
                      body: {perceptron: {}}
                    epochs: 4
                    learningRate: 0.01
                    dropout: 0.1
                """);
        Trained uninterrupted = fit(recipe, NOWHERE).run(null, false);
        Throwable first =
                catchThrowable(() -> fit(recipe, new Breaking("epoch 2/3", 2)).run(folder, false));
        Throwable second =
                catchThrowable(() -> fit(recipe, new Breaking("epoch 3/4", 2)).run(folder, true));

        Trained resumed = fit(recipe, NOWHERE).run(folder, true);

        assertThat(first).hasMessage("interrupted");
        assertThat(second).hasMessage("interrupted");
        assertThat(resumed.history()).isEqualTo(uninterrupted.history()).hasSize(2 * 3 + 2 * 4);
        assertThat(resumed.temperature()).isEqualTo(uninterrupted.temperature());
        for (int m = 0; m < 4; m++) {
            assertSame(
                    resumed.members().get(m).weights(),
                    uninterrupted.members().get(m).weights());
        }
    }

    @Test
    void run_withoutResumeForgetsTheCheckpointsOfAllNetworks(@TempDir Path folder) throws IOException {
        Recipe two = Recipe.parse(RecipeTest.SMALL
                .replace("flareClasses: [flare]", "flareClasses: []")
                .replace("balanced: true", "balanced: true\n  members: 2"));
        fit(two, NOWHERE).run(folder, false);
        Throwable interruption =
                catchThrowable(() -> fit(two, new Breaking("epoch 1/3")).run(folder, false));

        boolean left = Checkpoint.existsIn(folder.resolve("member2"));

        assertThat(interruption).hasMessage("interrupted");
        assertThat(left).isFalse();
    }

    @Test
    void run_anotherSeedGivesOtherWeights() throws IOException {
        Recipe other = Recipe.parse(RecipeTest.SMALL.replace("seed: 5", "seed: 6"));

        Trained a = fit(RECIPE, NOWHERE).run(null, false);
        Trained b = fit(other, NOWHERE).run(null, false);

        assertThat(a.members().get(0).weights().values("classes.weight"))
                .isNotEqualTo(b.members().get(0).weights().values("classes.weight"));
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
        private int left;

        Breaking(String text) {
            this(text, 1);
        }

        /** @param time it is seen */
        Breaking(String text, int time) {
            super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            this.text = text;
            this.left = time;
        }

        @Override
        public PrintStream printf(Locale locale, String format, Object... arguments) {
            if (String.format(locale, format, arguments).contains(text) && --left == 0) {
                throw new IllegalStateException("interrupted");
            }
            return this;
        }
    }
}
