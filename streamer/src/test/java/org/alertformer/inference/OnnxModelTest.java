package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class OnnxModelTest {
    @Test
    void predict_mixedLengthsAnswerEachItsOwn() {
        // Given
        List<LightCurve> curves = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            curves.add(curve(random, 1 + random.nextInt(30)));
        }
        try (OnnxModel model = TestModels.open()) {
            List<EncodedLightCurve> encoded =
                    curves.stream().map(model.encoder()::encode).toList();

            // When
            List<Prediction> predictions = model.predict(encoded);

            // Then
            for (int i = 0; i < curves.size(); i++) {
                assertThat((double) predictions.get(i).probabilities()[1]).isCloseTo(loud(curves.get(i)), within(1e-5));
                assertThat(predictions.get(i).attention()).hasSize(curves.get(i).size());
            }
        }
    }

    /** A call's memory is used again: what a longer, larger or infinite batch left there must not show. */
    @Test
    void predict_manyShapesInOneCall_answerAsAlone() {
        // Given
        Random random = new Random(6);
        try (OnnxModel model = TestModels.shipped();
                ModelCall call = model.newCall()) {
            LightCurve endless = LightCurve.of(
                    List.of(new Observation(1, 60000, Band.R, Kind.FORCED, Float.MAX_VALUE, Float.MIN_VALUE, 0)));
            for (int round = 0; round < 60; round++) {
                List<EncodedLightCurve> batch = new ArrayList<>();
                int size = 1 + random.nextInt(20);
                for (int i = 0; i < size; i++) {
                    LightCurve curve =
                            i == 0 && round % 7 == 0 ? endless : curve(random, 1 + random.nextInt(round + 1));
                    batch.add(model.encoder().encode(curve));
                }

                // When
                List<Prediction> together = answersIfAny(call, batch);

                // Then
                for (int i = 0; i < together.size(); i++) {
                    Prediction alone = model.predict(List.of(batch.get(i))).get(0);
                    assertThat(together.get(i).probabilities()).containsExactly(alone.probabilities(), within(1e-5f));
                    assertThat(together.get(i).attention()).hasSize(batch.get(i).length());
                }
            }
        }
    }

    private static List<Prediction> answersIfAny(ModelCall call, List<EncodedLightCurve> batch) {
        try {
            return call.predict(batch);
        } catch (ModelException e) {
            return List.of(); // the endless light curve's answer is no probability
        }
    }

    @Test
    void step_severalRowsAtATime_answersAsTheWholeLightCurve() {
        // Given
        Random random = new Random(7);
        List<LightCurve> curves = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            curves.add(curve(random, 2 + random.nextInt(30)));
        }
        try (OnnxModel model = CarryingModels.open("1")) {
            List<float[]> states = new ArrayList<>(Collections.nCopies(curves.size(), new float[model.stateSize()]));
            List<EncodedLightCurve> begins = new ArrayList<>();
            List<EncodedLightCurve> rests = new ArrayList<>();
            for (LightCurve curve : curves) {
                int from = 1 + random.nextInt(curve.size() - 1);
                begins.add(model.encoder()
                        .encode(LightCurve.of(curve.observations().subList(0, from))));
                rests.add(model.encoder().encode(curve, from));
            }

            // When
            List<OnnxModel.Step> halfWay = model.step(begins, states);
            List<OnnxModel.Step> steps = model.step(
                    rests, halfWay.stream().map(OnnxModel.Step::state).toList());

            // Then
            for (int i = 0; i < curves.size(); i++) {
                Prediction whole = model.predict(List.of(model.encoder().encode(curves.get(i))))
                        .get(0);
                assertThat(steps.get(i).prediction().probabilities())
                        .containsExactly(whole.probabilities(), within(1e-6f));
            }
        }
    }

    @Test
    void step_ofAModelWithoutStates_isRefused() {
        try (OnnxModel model = TestModels.open()) {
            EncodedLightCurve curve = model.encoder().encode(curve(new Random(1), 3));

            assertThatIllegalStateException()
                    .isThrownBy(() -> model.step(List.of(curve), List.of(new float[1])))
                    .withMessageContaining("loudness carries no states");
        }
    }

    /** What it answers from zeros is right, so only going on tells. */
    @Test
    void open_graphThatForgetsItsStateIsRefused() {
        byte[] onnx = CarryingModels.forgetful();

        assertThatThrownBy(() -> OnnxModel.open(onnx, "x.onnx", Device.cpu))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("x.onnx")
                .hasMessageContaining("when going on from a state");
    }

    @Test
    void open_digestIsOfTheFile() {
        try (OnnxModel model = TestModels.open()) {
            assertThat(model.identity().digest()).matches("[0-9a-f]{64}");
        }
    }

    @Test
    void open_withoutCardIsRefused() {
        assertThatThrownBy(() -> OnnxModel.open(TestModels.bytes("{}"), "x.onnx", Device.cpu))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("x.onnx")
                .hasMessageContaining("model card");
    }

    @Test
    void open_unknownFeatureIsRefusedByName() {
        String card = TestModels.card().toJson().replace("asinh_snr", "colour_of_money");

        assertThatThrownBy(() -> OnnxModel.open(TestModels.bytes(card), "x.onnx", Device.cpu))
                .hasMessageContaining("feature 'colour_of_money' is not known");
    }

    @Test
    void open_cardOfAnotherShapeIsRefused() {
        String card = TestModels.card().toJson().replace("\"quiet\", \"loud\"", "\"quiet\", \"loud\", \"deafening\"");

        assertThatThrownBy(() -> OnnxModel.open(TestModels.bytes(card), "x.onnx", Device.cpu))
                .hasMessageContaining("probabilities")
                .hasMessageContaining("its card says [-1, 3]");
    }

    @Test
    void open_newerCardIsRefused() {
        String card = TestModels.card().toJson().replace("\"cardVersion\" : 1", "\"cardVersion\" : 2");

        assertThatThrownBy(() -> OnnxModel.open(TestModels.bytes(card), "x.onnx", Device.cpu))
                .hasMessageContaining("card version 2, known is 1");
    }

    @Test
    void open_noModelIsRefused() {
        assertThatThrownBy(() -> OnnxModel.open(new byte[] {1, 2, 3}, "x.onnx", Device.cpu))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("x.onnx");
    }

    @Test
    void open_missingFileIsNamed() {
        assertThatThrownBy(() -> OnnxModel.open(Path.of("nowhere.onnx"), Device.cpu))
                .hasMessage("model nowhere.onnx does not exist");
    }

    /** The test model's formula, computed here. */
    static double loud(LightCurve curve) {
        double sum = 0;
        for (Observation o : curve.observations()) {
            double snr = o.flux() / (double) o.fluxErr();
            sum += Math.signum(snr) * Math.log(Math.abs(snr) + Math.hypot(snr, 1));
        }
        return 1 / (1 + Math.exp(-sum));
    }

    static LightCurve curve(Random random, int length) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            float flux = (float) random.nextGaussian();
            observations.add(new Observation(i, 60000 + i, Band.R, Kind.FORCED, flux, 1 + random.nextFloat(), 0));
        }
        return LightCurve.of(observations);
    }
}
