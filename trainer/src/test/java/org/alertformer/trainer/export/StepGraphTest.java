package org.alertformer.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Body;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StepGraphTest {
    private static final int CURVES = 60;
    private static final int MOST_AT_ONCE = 5;
    private static final int WIDTH = 12;

    @ParameterizedTest
    @CsvSource({"gru, 1, 1", "gru, 2, 1", "lstm, 1, 1", "lstm, 2, 2"})
    void step_severalObservationsAtATime_answersAsTheWholeLightCurve(Body.Cell cell, int layers, int members) {
        byte[] onnx = model(cell, layers, members);

        double largest = largestDifference(onnx, false);

        assertThat(largest).isLessThan(Parity.LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void step_fromAForgottenState_disagrees(Body.Cell cell) {
        byte[] onnx = model(cell, 1, 1);

        double largest = largestDifference(onnx, true);

        assertThat(largest).isGreaterThan(1e-2);
    }

    @ParameterizedTest
    @CsvSource({"gru, 2, 1, 24", "lstm, 2, 1, 48", "gru, 1, 3, 36"})
    void stateSize_isOneNumberPerUnitAndTwoOfAnLstm(Body.Cell cell, int layers, int members, int wanted) {
        byte[] onnx = StepGraph.of(model(cell, layers, members));

        int size;
        try (StepModel step = StepModel.open(onnx)) {
            size = step.stateSize();
        }

        assertThat(size).isEqualTo(wanted);
    }

    @Test
    void of_modelWithoutRecurrentLayersIsRefused() {
        Architecture encoder = architecture(new Body.Encoder(), 1);
        byte[] onnx = ExportedModel.of(
                List.of(Member.of(encoder, Initializer.weights(encoder, ParityTest.SCALE, 1))),
                ParityTest.card(encoder),
                ExportedModel.Form.fused);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepGraph.of(onnx))
                .withMessageContaining("no recurrent layer");
    }

    @Test
    void of_stepGraphIsRefused() {
        byte[] step = StepGraph.of(model(Body.Cell.gru, 1, 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepGraph.of(step))
                .withMessageContaining("already");
    }

    @Test
    void of_bytesThatAreNoGraphAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepGraph.of(new byte[] {1, 2, 3}))
                .withMessageContaining("not an ONNX file");
    }

    @Test
    void measure_featuresThatLookBack_agreeAtEveryAlert() {
        byte[] onnx = model(Body.Cell.gru, 2, 1);

        StepParity parity = parity(onnx);

        assertThat(parity.largest()).isLessThan(Parity.LIMIT);
        assertThat(parity.steps()).isEqualTo(3 + 30);
    }

    @Test
    void measure_featureOfTheWholeWindowIsRefused() {
        Architecture architecture = architecture(new Body.Recurrent(Body.Cell.gru), 1);
        ModelCard card =
                ModelCard.parse(ParityTest.card(architecture).toJson().replace("\"log_gap\"", "\"relative_flux\""));
        byte[] onnx = ExportedModel.of(
                List.of(Member.of(architecture, Initializer.weights(architecture, ParityTest.SCALE, 3))),
                card,
                ExportedModel.Form.plain);

        assertThatIllegalArgumentException().isThrownBy(() -> parity(onnx)).withMessageContaining("'relative_flux'");
    }

    private static StepParity parity(byte[] onnx) {
        try (OnnxModel whole = OnnxModel.open(onnx, "whole", Device.cpu);
                StepModel step = StepModel.open(StepGraph.of(onnx))) {
            return StepParity.measure(whole, step, List.of(curve(3), curve(30)));
        }
    }

    /** Ever brighter, so that the largest flux of the window is always the newest. */
    private static LightCurve curve(int length) {
        Random random = new Random(length);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Band band = random.nextBoolean() ? Band.G : Band.R;
            observations.add(new Observation(
                    i + 1, 61_000 + 2.5 * i, band, Kind.DETECTION, 500 + 100 * i, 20 + 5 * random.nextFloat(), 0));
        }
        return LightCurve.of(observations);
    }

    private static byte[] model(Body.Cell cell, int layers, int members) {
        Architecture architecture = architecture(new Body.Recurrent(cell), layers);
        List<Member> networks = IntStream.range(0, members)
                .mapToObj(m -> Member.of(
                        architecture,
                        ParityTest.perturbed(Initializer.weights(architecture, ParityTest.SCALE, 40 + m))))
                .toList();
        return ExportedModel.of(networks, ParityTest.card(architecture), ExportedModel.Form.plain);
    }

    private static Architecture architecture(Body body, int layers) {
        List<String> features = List.of("asinh_flux", "log_error", "log_gap", "log_band_gap");
        return new Architecture(
                features.size(),
                4,
                WIDTH,
                1,
                layers,
                16,
                Architecture.Norm.pre,
                new TimeEncoding(TimeEncoding.Kind.sinusoidal, Map.of()),
                false,
                body,
                features);
    }

    /**
     * All light curves go on together by one to a few observations each, until none has any left.
     *
     * @param forget whether each step begins with the state before the first observation
     */
    private static double largestDifference(byte[] onnx, boolean forget) {
        Random random = new Random(31);
        List<EncodedLightCurve> curves = ParityTest.curves(CURVES);
        int[] seen = new int[CURVES];
        double largest = 0;
        try (OnnxModel whole = OnnxModel.open(onnx, "whole", Device.cpu);
                StepModel step = StepModel.open(StepGraph.of(onnx))) {
            float[][] states = new float[CURVES][];
            Arrays.setAll(states, c -> step.start());
            int[] unfinished = unfinished(curves, seen);
            while (unfinished.length > 0) {
                List<EncodedLightCurve> news = new ArrayList<>();
                List<EncodedLightCurve> soFar = new ArrayList<>();
                List<float[]> begins = new ArrayList<>();
                for (int c : unfinished) {
                    int count = Math.min(
                            1 + random.nextInt(MOST_AT_ONCE), curves.get(c).length() - seen[c]);
                    news.add(part(curves.get(c), seen[c], seen[c] + count));
                    begins.add(forget ? step.start() : states[c]);
                    seen[c] += count;
                    soFar.add(part(curves.get(c), 0, seen[c]));
                }
                List<StepModel.Step> answers = step.step(news, begins);
                for (int i = 0; i < unfinished.length; i++) {
                    float[] expected =
                            whole.predict(List.of(soFar.get(i))).get(0).probabilities();
                    for (int k = 0; k < expected.length; k++) {
                        largest = Math.max(
                                largest, Math.abs(expected[k] - answers.get(i).probabilities()[k]));
                    }
                    states[unfinished[i]] = answers.get(i).state();
                }
                unfinished = unfinished(curves, seen);
            }
        }
        return largest;
    }

    private static int[] unfinished(List<EncodedLightCurve> curves, int[] seen) {
        return IntStream.range(0, seen.length)
                .filter(c -> seen[c] < curves.get(c).length())
                .toArray();
    }

    private static EncodedLightCurve part(EncodedLightCurve curve, int from, int to) {
        int width = curve.features().length / curve.length();
        return new EncodedLightCurve(
                to - from,
                Arrays.copyOfRange(curve.features(), from * width, to * width),
                Arrays.copyOfRange(curve.time(), from, to),
                curve.referenceMjd());
    }
}
