package org.alertformer.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private record Outcome(int exitCode, String error) {}

    @Test
    void train_missingRecipeIsWrongUse() {
        Outcome outcome = run("train", "nowhere.yaml");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error().lines()).singleElement().asString().contains("nowhere.yaml");
    }

    @Test
    void train_wrongRecipeIsWrongUse(@TempDir Path folder) throws IOException {
        Path recipe = folder.resolve("bad.yaml");
        Files.writeString(recipe, "name: bad\ncolour: red\n");

        Outcome outcome = run("train", recipe.toString());

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error().lines())
                .singleElement()
                .asString()
                .contains("bad.yaml")
                .contains("'colour'");
    }

    @Test
    void evaluate_fileThatIsNoModelFails(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("text.onnx");
        Files.writeString(model, "no model");

        Outcome outcome = run("evaluate", model.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.error().lines()).singleElement().asString().contains("text.onnx");
    }

    @Test
    void step_modelWithoutAStateFails(@TempDir Path folder) {
        Path output = folder.resolve("step.onnx");

        Outcome outcome =
                run("step", "../streamer/src/main/resources/models/transformer.onnx", "--output", output.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.error().lines()).singleElement().asString().contains("no recurrent layer");
        assertThat(output).doesNotExist();
    }

    private static Outcome run(String... arguments) {
        PrintStream before = System.err;
        var captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            return new Outcome(Trainer.execute(arguments), captured.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}
