package org.alertformer.trainer.fit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
    static final String SMALL = """
            name: small
            version: "1"
            seed: 5
            data:
              simulation:
                surveys: [lsst]
                nights: 200
                seed: 3
                trainSources: 160
                validationSources: 60
                testSources: 60
                mix: {drw: 1, flare: 1}
            network:
              features: [asinh_flux, log_error, log_gap]
              maximumLength: 64
              timeEncoding: {kind: sinusoidal, parameters: {shortest: 1, longest: 400, frequencies: 4}}
              width: 16
              heads: 2
              layers: 2
              feedForward: 24
              norm: pre
              flareClasses: [flare]
            truncation: {full: 0.1, early: 0.2}
            training:
              epochs: 3
              batch: 16
              learningRate: 0.003
              warmup: 0.1
              weightDecay: 0.01
              clip: 1
              dropout: 0.1
              labelSmoothing: 0
              flareWeight: 0.3
              patience: 9
              balanced: true
            """;

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("recipes"))) {
            return files.toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void read_shippedRecipesAreValid(Path file) throws IOException {
        Recipe recipe = Recipe.read(file);

        assertThat(file.getFileName()).hasToString(recipe.name() + ".yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "default, ../streamer/src/main/resources/models/default.onnx",
        "transformer, ../streamer/src/main/resources/models/transformer.onnx",
        "crts-periodic, models/crts-periodic.onnx",
        "gaia-alerts, models/gaia-alerts.onnx"
    })
    void shippedModel_wasMadeFromTheShippedRecipe(String name, Path file) throws IOException {
        Recipe recipe = Recipe.read(Path.of("recipes", name + ".yaml"));

        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            assertThat(Recipe.of(requireNonNull(model.card().recipe()))).isEqualTo(recipe);
        }
    }

    @Test
    void toJson_isReadBackAsTheSameRecipe() {
        Recipe recipe = Recipe.parse(SMALL);

        Recipe again = Recipe.of(recipe.toJson());

        assertThat(again).isEqualTo(recipe);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "width: 16 | widht: 16 | 'widht'",
                "heads: 2 | heads: 3 | 3",
                "epochs: 3 | epochs: 0 | epochs 0",
                "epochs: 3 | | training.epochs",
                "clip: 1 | clip: -1 | clip -1",
                "[asinh_flux, | [redness, | 'redness'",
                "surveys: [lsst] | surveys: [crts] | 'crts'",
                "{drw: 1, flare: 1} | {drw: 1, nova: 1} | 'nova'",
                "kind: sinusoidal | kind: fourier | no parameter",
                "kind: sinusoidal | kind: cosine | cosine",
                "shortest: 1, | shortest: -1, | -1",
                "early: 0.2 | early: 0.95 | 0.95",
                "name: small | | 'name'",
            })
    void parse_wrongRecipesAreRefusedNamingWhatIsWrong(String right, String wrong, String named) {
        String recipe = SMALL.replace(right, wrong == null ? "" : wrong);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipe.parse(recipe))
                .withMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{cloud: {}} | cloud",
                "{pairwise: {bins: 4, longest: 9, colour: 1}} | 'colour'",
                "{pairwise: {bins: 4}} | body.pairwise.longest",
                "{conformer: {kernel: 4}} | kernel 4",
                "{metadata: {columns: [asinh_flux], layers: 1}} | asinh_flux",
                "{causal: {}, pooled: {}} | pooled",
            })
    void parse_wrongBodiesAreRefusedNamingWhatIsWrong(String body, String named) {
        String recipe = SMALL.replace("flareClasses: [flare]", "flareClasses: []\n  body: " + body);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipe.parse(recipe))
                .withMessageContaining(named);
    }

    @Test
    void parse_flareParametersWithAnotherBodyAreRefused() {
        String recipe = SMALL.replace("flareClasses: [flare]", "flareClasses: [flare]\n  body: {causal: {}}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipe.parse(recipe))
                .withMessageContaining("encoder");
    }

    @Test
    void rate_warmsUpAndFallsToNothing() {
        TrainingRecipe training = Recipe.parse(SMALL).training();

        List<Double> rates = Stream.of(0L, 9L, 54L, 99L)
                .map(step -> training.rate(step, 100))
                .toList();

        assertThat(rates.get(0)).isCloseTo(0.0003, within(1e-9));
        assertThat(rates.get(1)).isCloseTo(0.003, within(1e-9));
        assertThat(rates.get(2)).isBetween(0.0014, 0.0017);
        assertThat(rates.get(3)).isLessThan(2e-6);
    }
}
