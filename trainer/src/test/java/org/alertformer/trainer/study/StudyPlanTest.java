package org.alertformer.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.network.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StudyPlanTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path STUDIES = Path.of("studies");

    /** The examples of RFC 7386, appendix A, that have objects on the left. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\":\"b\"} | {\"a\":\"c\"} | {\"a\":\"c\"}",
                "{\"a\":\"b\"} | {\"a\":null} | {}",
                "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null} | {\"b\":\"c\"}",
                "{\"a\":[\"b\"]} | {\"a\":\"c\"} | {\"a\":\"c\"}",
                "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]} | {\"a\":[1]}",
                "{\"e\":null} | {\"a\":1} | {\"e\":null,\"a\":1}",
                "{} | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}",
            })
    void apply_isAsTheStandardSays(String target, String patch, String expected) throws IOException {
        JsonNode result = MergePatch.apply(JSON.readTree(target), JSON.readTree(patch));

        assertThat(result).isEqualTo(JSON.readTree(expected));
    }

    static Stream<Path> plans() throws IOException {
        List<Path> plans = new ArrayList<>();
        try (Stream<Path> files = Files.list(STUDIES)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("\naxes:")) {
                    plans.add(file);
                }
            }
        }
        return plans.stream();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void runs_ofTheShippedPlansAreValidRecipes(Path plan) throws IOException {
        List<StudyPlan.Run> runs = StudyPlan.read(plan).runs(STUDIES);

        assertThat(runs).isNotEmpty();
    }

    @Test
    void runs_changeThatMakesNoRecipeIsNamed(@TempDir Path folder) throws IOException {
        Path plan = folder.resolve("plan.yaml");
        Path recipe = STUDIES.resolve("study-gaia.yaml").toAbsolutePath();
        Files.writeString(
                plan, "seeds: [1]\nrecipes: ['" + recipe + "']\naxes: {width: {odd: {network: {width: 33}}}}\n");

        StudyPlan read = StudyPlan.read(plan);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read.runs(folder))
                .withMessageContaining("study-gaia.yaml")
                .withMessageContaining("width: odd")
                .withMessageContaining("33");
    }

    /** What all have comes first, what only one has after it; null leaves out. */
    @Test
    void runs_changesOfSingleRecipesAreMadeAfterThoseThatAllHave(@TempDir Path folder) throws IOException {
        Path gaia = STUDIES.resolve("study-gaia.yaml").toAbsolutePath();
        Path mallorn = STUDIES.resolve("study-mallorn.yaml").toAbsolutePath();
        Path plan = Files.writeString(folder.resolve("plan.yaml"), """
                seeds: [7]
                recipes: ['%1$s', '%2$s']
                axes:
                  size:
                    small: {network: {width: 16, layers: 1}}
                    large: {network: {width: 64}}
                  depth:
                    deep: {network: {layers: 4}}
                own:
                  '%1$s':
                    size: {small: {network: {layers: 3}}, large: null}
                    depth: null
                    rate: {fast: {training: {learningRate: 0.01}}}
                """.formatted(gaia, mallorn));

        List<StudyPlan.Run> runs = StudyPlan.read(plan).runs(folder);

        assertThat(runs)
                .extracting(run -> run.recipe().name() + ": " + run.axis() + ", " + run.change())
                .containsExactly(
                        "study-gaia: size, small",
                        "study-gaia: rate, fast",
                        "study-mallorn: size, small",
                        "study-mallorn: size, large",
                        "study-mallorn: depth, deep");
        assertThat(runs.get(0).recipe().network().width()).isEqualTo(16);
        assertThat(runs.get(0).recipe().network().layers()).isEqualTo(3);
        assertThat(runs.get(2).recipe().network().layers()).isEqualTo(1);
        assertThat(runs).allSatisfy(run -> assertThat(run.recipe().seed()).isEqualTo(7));
    }

    @Test
    void write_replacesItsPartOfAPageAndNothingElse(@TempDir Path folder) throws IOException {
        GeneratedPart part = new GeneratedPart("systems", "Systems");
        Path readme = folder.resolve("README.md");
        Files.writeString(readme, "before\n\n<!-- systems -->\n\n<!-- end of systems -->\n\nafter\n");
        Path own = folder.resolve("systems.md");

        part.write(readme, "old\n");
        part.write(readme, "| new |\n");
        part.write(own, "old\n");
        part.write(own, "| new |\n");

        assertThat(readme).hasContent("before\n\n<!-- systems -->\n\n| new |\n\n<!-- end of systems -->\n\nafter\n");
        assertThat(part.in(Files.readString(readme))).isEqualTo("| new |\n");
        assertThat(own).hasContent("# Systems\n\n| new |\n");
    }

    /** A recipe or plan that was changed since the figures were taken makes this fail: run the command again. */
    @Test
    void table_ofTheReadmeIsThatOfTheFigures() throws IOException {
        Path plan = STUDIES.resolve("systems.yaml");
        List<StudyPlan.Run> runs = StudyPlan.read(plan).runs(STUDIES);
        String page = Study.SYSTEMS.in(Files.readString(Path.of("README.md")));

        List<Study.Result> results = Study.results(runs, StudyFile.open(Study.figures(plan)));

        assertThat(page).isEqualTo(SystemsTable.of(results, machine(page)));
    }

    @Test
    void table_ofTheAblationIsThatOfTheFigures() throws IOException {
        Path plan = STUDIES.resolve("ablation.yaml");
        List<StudyPlan.Run> runs = StudyPlan.read(plan).runs(STUDIES);
        String page = Files.readString(STUDIES.resolve("ablation.md"));

        List<Study.Result> results = Study.results(runs, StudyFile.open(Study.figures(plan)));

        assertThat(page).isEqualTo("# Ablation\n\n" + AblationTable.of(results, machine(page)));
    }

    /** What the page says of where and when its figures were taken. */
    private static String machine(String page) {
        int from = page.indexOf("`, ") + 3;
        return page.substring(from, page.indexOf(".\n", from));
    }

    @Test
    void open_findsTheFiguresOfAnEarlierRunAgain(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("study.csv");
        Recipe recipe = Recipe.read(STUDIES.resolve("study-gaia.yaml"));
        Recipe other = Recipe.read(STUDIES.resolve("study-mallorn.yaml"));
        StudyFile first = StudyFile.open(file);
        first.add(recipe, new Figures(0.123456789, Double.NaN, 0.625, 1.25, 1234, 12.54, 3456.5));

        StudyFile again = StudyFile.open(file);

        assertThat(again.of(recipe))
                .isEqualTo(first.of(recipe))
                .isEqualTo(new Figures(0.12346, Double.NaN, 0.625, 1.25, 1234, 12.5, 3457));
        assertThat(again.of(other)).isNull();
    }

    @Test
    void open_lineThatIsNoTrainingIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("study.csv");
        StudyFile.open(file);
        Files.writeString(file, Files.readString(file) + "abc,study\n");

        assertThatIOException()
                .isThrownBy(() -> StudyFile.open(file))
                .withMessageContaining("line 2")
                .withMessageContaining("abc,study");
    }

    @Test
    void spread_isThatOfTheSample() {
        Spread spread = Spread.of(1, 2, 4.5);

        assertThat(spread.mean()).isCloseTo(2.5, within(1e-12));
        assertThat(spread.deviation()).isCloseTo(Math.sqrt(3.25), within(1e-12));
    }

    /** With few bits and many samples both learn the AND, and both networks are of one size. */
    @ParameterizedTest
    @CsvSource({"attention", "mlp"})
    void sparseAnd_isLearned(SparseAnd.Learner learner) {
        Tensors.useThreads(1);
        SparseAnd task = new SparseAnd(8, 1, 400);

        double accuracy = task.accuracy(learner, 2000, 1);

        assertThat(accuracy).isGreaterThan(0.95);
        assertThat((double) task.weightCount(SparseAnd.Learner.mlp))
                .isCloseTo(task.weightCount(SparseAnd.Learner.attention), within(20.0));
    }
}
