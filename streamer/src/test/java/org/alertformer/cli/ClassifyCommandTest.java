package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.CarryingModels;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyCommandTest {
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void classify_twoObjects_oneLinePerAlertInOrderOfTime() throws Exception {
        writeAlerts();

        int exit = classify(folder.toString());

        assertThat(exit).isZero();
        assertThat(lines()).hasSize(6);
        assertThat(lines()).extracting(line -> line.get("mjd").doubleValue()).isSorted();
        assertThat(lines())
                .extracting(line -> line.get("observationCount").intValue())
                .containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(lines())
                .allSatisfy(line -> assertThat(line.get("objectId").isTextual()).isTrue());
    }

    @Test
    void classify_last_oneLinePerObjectWithAllItsObservations() throws Exception {
        writeAlerts();

        int exit = classify("--last", folder.toString());

        assertThat(exit).isZero();
        assertThat(lines())
                .extracting(line -> line.get("objectName").textValue() + " "
                        + line.get("observationCount").intValue())
                .containsExactlyInAnyOrder("1 3", "2 3");
    }

    @Test
    void classify_attention_aWeightForEachObservation() throws Exception {
        writeAlerts();

        classify("--last", "--attention", folder.toString());

        assertThat(lines()).allSatisfy(line -> {
            double sum = IntStream.range(0, line.get("attention").size())
                    .mapToDouble(i -> line.get("attention").get(i).get("weight").doubleValue())
                    .sum();
            assertThat(line.get("attention")).hasSize(3);
            assertThat(sum).isBetween(0.0, 1.0001);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void classify_modelThatCarriesStates_answersAlikeWhateverTheMemoryForThem(String mebibytes) throws Exception {
        writeAlerts();
        Path model = folder.resolveSibling(folder.getFileName() + ".onnx");
        Files.write(model, CarryingModels.bytes("1"));

        int exit = classify("--model", model.toString(), "--state-memory", mebibytes, folder.toString());

        assertThat(exit).isZero();
        try (OnnxModel expected = OnnxModel.open(model, Device.cpu)) {
            for (JsonNode line : lines()) {
                int seen = line.get("observationCount").intValue();
                int object = line.get("objectName").asInt();
                LightCurve curve = LightCurve.of(IntStream.rangeClosed(1, seen)
                        .mapToObj(epoch -> alert(object, epoch).trigger())
                        .toList());
                float[] whole = expected.predict(List.of(expected.encoder().encode(curve)))
                        .get(0)
                        .probabilities();
                assertThat(line.get("classifications").get(1).get("probability").doubleValue())
                        .isCloseTo(whole[1], within(1e-5));
            }
        }
    }

    @Test
    void classify_brokenPacketAmongGood_exitsWithOneAndAnswersTheOthers() throws Exception {
        writeAlerts();
        byte[] whole = ALERTS.encode(NativeAlerts.of(alert(3, 1)));
        Files.write(folder.resolve("broken.avro"), Arrays.copyOf(whole, whole.length - 40));

        int exit = classify(folder.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(lines()).hasSize(6);
    }

    @Test
    void classify_missingInput_exitsWithOne() {
        assertThat(classify(folder.resolve("nowhere.avro").toString())).isEqualTo(1);
    }

    @Test
    void classify_withoutInput_isWrongUse() {
        assertThat(classify()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--max-observations=0, maximum observations 0 is less than 1",
        "--min-flare-probability=3, minimum flare probability 3.0 is not between 0 and 1",
        "--min-flare-probability=NaN, minimum flare probability NaN is not between 0 and 1",
        "--survey=sdss, survey 'sdss' is none of"
    })
    void classify_impossibleValue_isWrongUseInOneLine(String option, String complaint) {
        StringWriter complaints = new StringWriter();

        int exit = Program.of(new ClassifyCommand())
                .setErr(new PrintWriter(complaints, true))
                .execute(option, "nothing.avro");

        assertThat(exit).isEqualTo(2);
        assertThat(complaints.toString()).contains(complaint).hasLineCount(1);
    }

    private void writeAlerts() throws Exception {
        for (int object = 1; object <= 2; object++) {
            for (int epoch = 1; epoch <= 3; epoch++) {
                byte[] message = ALERTS.encode(NativeAlerts.of(alert(object, epoch)));
                Files.write(folder.resolve(object + "-" + epoch + ".avro"), message);
            }
        }
    }

    private static SurveyAlert alert(int object, int epoch) {
        double mjd = 60000 + epoch + 0.1 * object;
        Observation trigger = new Observation(epoch, mjd, Band.R, Kind.DETECTION, 5000, 100, 0);
        return new SurveyAlert("test", ObjectId.of(object), epoch, 10, 20, trigger, List.of());
    }

    private int classify(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--device", "cpu"));
        all.addAll(List.of(arguments));
        ClassifyCommand command =
                new ClassifyCommand(new StandardOutput(new PrintStream(printed, true, StandardCharsets.UTF_8)));
        return Program.of(command).execute(all.toArray(String[]::new));
    }

    private List<JsonNode> lines() {
        JsonMapper json = new JsonMapper();
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> {
                    try {
                        return json.readTree(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException(line, e);
                    }
                })
                .toList();
    }
}
