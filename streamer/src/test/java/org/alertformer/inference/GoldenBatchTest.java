package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.alertformer.lightcurve.LightCurve;
import org.junit.jupiter.api.Test;

class GoldenBatchTest {
    @Test
    void open_answersAsStored_isAccepted() {
        // When
        try (OnnxModel model = OnnxModel.open(TestModels.golden("1"), "x.onnx", Device.cpu)) {

            // Then
            assertThat(Objects.requireNonNull(model.golden()).curves()).hasSize(7);
        }
    }

    /** The weights of the graph are what the file says, but its card makes other features of the same light curves. */
    @Test
    void open_otherAnswersThanStored_isRefusedNamingTheLightCurve() {
        // Given
        String card = TestModels.card().toJson();
        String golden;
        try (OnnxModel model = OnnxModel.open(TestModels.golden("1"), "x.onnx", Device.cpu)) {
            golden = Objects.requireNonNull(model.golden()).toJson();
        }
        String rescaled = card.replace("\"scale\" : 1.0", "\"scale\" : 1.1");
        byte[] onnx = TestModels.bytes(Map.of(ModelCard.METADATA_KEY, rescaled, GoldenBatch.METADATA_KEY, golden));

        // When, then
        assertThatThrownBy(() -> OnnxModel.open(onnx, "x.onnx", Device.cpu))
                .isInstanceOf(ModelException.class)
                .hasMessageMatching(
                        "model x.onnx: golden light curve [1-7] of 7: expected 0\\.\\d+ for the probability of"
                                + " (quiet|loud), got 0\\.\\d+");
    }

    @Test
    void open_storedAnswersOfOtherClasses_areRefused() {
        // Given
        String golden = """
                {"curves":[{"observations":[{"mjd":60000.0,"band":"r","kind":"FORCED","flux":1.0,"fluxErr":1.0}],
                "probabilities":[0.2,0.3,0.5],"flare":null,"covariance":null}]}""";
        byte[] onnx = TestModels.bytes(
                Map.of(ModelCard.METADATA_KEY, TestModels.card().toJson(), GoldenBatch.METADATA_KEY, golden));

        // When, then
        assertThatThrownBy(() -> OnnxModel.open(onnx, "x.onnx", Device.cpu))
                .hasMessageContaining("golden light curve 1 has 3 probabilities for the classes [quiet, loud]");
    }

    @Test
    void open_goldenBatchThatIsNone_isRefused() {
        // Given
        byte[] onnx = TestModels.bytes(Map.of(
                ModelCard.METADATA_KEY, TestModels.card().toJson(), GoldenBatch.METADATA_KEY, "{\"curves\":[]}"));

        // When, then
        assertThatThrownBy(() -> OnnxModel.open(onnx, "x.onnx", Device.cpu))
                .hasMessageContaining("the golden batch is empty");
    }

    /** {@code frozen/model-1.onnx} is the test model as it was written before there were golden batches. */
    @Test
    void open_fileFromBeforeGoldenBatches_stillAnswers() throws Exception {
        // Given
        byte[] onnx;
        try (InputStream in = GoldenBatchTest.class.getResourceAsStream("/frozen/model-1.onnx")) {
            onnx = Objects.requireNonNull(in).readAllBytes();
        }
        LightCurve curve = OnnxModelTest.curve(new Random(8), 12);

        // When
        try (OnnxModel model = OnnxModel.open(onnx, "model-1.onnx", Device.cpu)) {
            Prediction prediction =
                    model.predict(List.of(model.encoder().encode(curve))).get(0);

            // Then
            assertThat(model.golden()).isNull();
            assertThat((double) prediction.probabilities()[1]).isCloseTo(OnnxModelTest.loud(curve), within(1e-5));
        }
    }

    @Test
    void parse_whatToJsonWrote_isTheSame() {
        // Given
        try (OnnxModel model = OnnxModel.open(TestModels.golden("1"), "x.onnx", Device.cpu)) {
            String json = Objects.requireNonNull(model.golden()).toJson();

            // When
            GoldenBatch read = GoldenBatch.parse(json);

            // Then
            assertThat(read.toJson()).isEqualTo(json);
        }
    }
}
