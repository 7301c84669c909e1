package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped model on the recorded surveys. The scorecards in {@code models/} are made by {@code scorecard --survey NAME
 * --objects 400 --seed 4242 --json FILE}; a model or code that does worse than they say fails here. A new model comes with
 * new ones.
 */
class ShippedModelScoreTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"lsst", "ztf"})
    void scorecard_noWorseThanRecorded(String survey) throws Exception {
        JsonNode recorded = recorded(survey);
        Path file = folder.resolve("now.json");

        int exit = Program.of(new ScorecardCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .execute(
                        "--survey",
                        survey,
                        "--objects",
                        "400",
                        "--seed",
                        "4242",
                        "--device",
                        "cpu",
                        "--json",
                        file.toString());

        JsonNode now = JSON.readTree(file.toFile());
        assertThat(exit).isZero();
        assertThat(now.at("/delivery/lost").asLong()).isZero();
        assertThat(now.at("/delivery/answered")).isEqualTo(recorded.at("/delivery/answered"));
        double objects = recorded.at("/objects").asDouble();
        for (String measure : List.of("accuracy", "macroF1", "objectAccuracy")) {
            double before = recorded.get(measure).asDouble();
            // One standard error of a share of so many objects: the objects are the same ones, so chance moves it less.
            double noise = Math.sqrt(before * (1 - before) / objects);
            assertThat(now.get(measure).asDouble()).as(measure).isGreaterThan(before - noise);
        }
        assertThat(now.get("logLoss").asDouble())
                .isLessThan(1.1 * recorded.get("logLoss").asDouble());
        assertThat(now.get("calibrationError").asDouble())
                .isLessThan(recorded.get("calibrationError").asDouble() + 0.5 / Math.sqrt(objects));
    }

    private static JsonNode recorded(String survey) throws Exception {
        String name = "/models/default." + survey + ".scorecard.json";
        try (InputStream in = ShippedModelScoreTest.class.getResourceAsStream(name)) {
            return JSON.readTree(Objects.requireNonNull(in, name));
        }
    }
}
