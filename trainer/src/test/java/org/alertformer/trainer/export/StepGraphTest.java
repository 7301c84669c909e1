package org.alertformer.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
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
        byte[] onnx = model(cell, layers, members);

        int size;
        try (OnnxModel model = open(onnx)) {
            size = model.stateSize();
        }

        assertThat(size).isEqualTo(wanted);
    }

    /** Sums of what was summed up before, and a recurrent layer on these: every row depends on what is carried. */
    @Test
    void of_runningSums_areCarriedWithTheRest() {
        byte[] onnx = StepGraph.of(sums(1));

        double largest = largestDifference(onnx, false);

        assertThat(largest).isLessThan(1e-5);
        assertThat(largestDifference(onnx, true)).isGreaterThan(1e-2);
        try (OnnxModel model = open(onnx)) {
            assertThat(model.stateSize()).isEqualTo(3 + 3 + WIDTH);
        }
    }

    @Test
    void of_runningSumsAndWholeLightCurves_answersAsBefore() {
        List<EncodedLightCurve> curves = ParityTest.curves(CURVES);
        try (OnnxModel before = open(sums(1));
                OnnxModel after = open(StepGraph.of(sums(1)))) {

            Parity parity = Parity.between(before, after, curves);

            assertThat(parity.largest()).isLessThan(1e-6);
        }
    }

    @Test
    void of_sumsOverOtherThanTheObservations_areLeftAsTheyAre() {
        try (OnnxModel model = open(StepGraph.of(sums(2)))) {
            assertThat(model.stateSize()).isEqualTo(WIDTH);
        }
    }

    /** As files were written before recurrent ones carried states. */
    @Test
    void of_olderFile_isWhatIsExportedNow() {
        byte[] older = olderFile();
        List<EncodedLightCurve> curves = ParityTest.curves(CURVES);
        try (OnnxModel before = open(older);
                OnnxModel now = open(StepGraph.of(older))) {

            Parity parity = Parity.between(before, now, curves);

            assertThat(parity.largest()).isLessThan(1e-6);
            assertThat(before.carriesStates()).isFalse();
            assertThat(now.carriesStates()).isTrue();
        }
    }

    @Test
    void of_goldenBatch_isKeptAndHolds() {
        byte[] older = olderFile();
        GoldenBatch golden;
        try (OnnxModel before = open(older)) {
            golden = GoldenBatch.of(before, List.of(curve(3), curve(30)));
        }

        byte[] onnx = StepGraph.of(ExportedModel.stamped(older, golden));

        try (OnnxModel model = open(onnx)) {
            assertThat(model.golden())
                    .isNotNull()
                    .extracting(GoldenBatch::toJson)
                    .isEqualTo(golden.toJson());
        }
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
        byte[] onnx = model(Body.Cell.gru, 1, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepGraph.of(onnx))
                .withMessageContaining("already");
    }

    @Test
    void of_bytesThatAreNoGraphAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepGraph.of(new byte[] {1, 2, 3}))
                .withMessageContaining("not an ONNX file");
    }

    @Test
    void export_featuresThatLookAhead_carriesNothing() {
        try (OnnxModel model = open(lookingAhead())) {
            assertThat(model.stateSize()).isZero();
        }
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
        byte[] onnx = StepGraph.of(lookingAhead());

        assertThatIllegalArgumentException().isThrownBy(() -> parity(onnx)).withMessageContaining("[relative_flux]");
    }

    private static OnnxModel open(byte[] onnx) {
        return OnnxModel.open(onnx, "test", Device.cpu);
    }

    private static StepParity parity(byte[] onnx) {
        try (OnnxModel model = open(onnx)) {
            return StepParity.measure(model, model, List.of(curve(3), curve(30)));
        }
    }

    private static byte[] lookingAhead() {
        Architecture architecture = architecture(new Body.Recurrent(Body.Cell.gru), 1);
        ModelCard card =
                ModelCard.parse(ParityTest.card(architecture).toJson().replace("\"log_gap\"", "\"relative_flux\""));
        return ExportedModel.of(
                List.of(Member.of(architecture, Initializer.weights(architecture, ParityTest.SCALE, 3))),
                card,
                ExportedModel.Form.plain);
    }

    private static byte[] olderFile() {
        Architecture architecture = architecture(new Body.Recurrent(Body.Cell.gru), 1);
        return ExportedModel.withCard(lookingAhead(), ParityTest.card(architecture));
    }

    /**
     * tanh of the running sum of a projection, its running sum, and a recurrent layer on that, whose last state tells the
     * class.
     *
     * @param axis along which is summed up
     */
    private static byte[] sums(int axis) {
        Graph g = new Graph(22);
        g.input("features", TensorProto.DataType.FLOAT_VALUE, "batch", "length", 4);
        g.input("time", TensorProto.DataType.FLOAT_VALUE, "batch", "length");
        g.input("mask", TensorProto.DataType.BOOL_VALUE, "batch", "length");
        Random random = new Random(17);
        String there = g.node(
                "Unsqueeze",
                g.node("Cast", List.of("mask"), Graph.integer("to", TensorProto.DataType.FLOAT_VALUE)),
                g.integers(2));
        String rows = g.node("MatMul", "features", g.constant("in", noise(random, 4 * 3), 4, 3));
        String first = g.node("CumSum", g.node("Mul", rows, there), g.integers(axis));
        String second = g.node("CumSum", g.node("Mul", g.node("Tanh", first), there), g.integers(axis));
        List<String> inputs = List.of(
                g.transpose(second, 1, 0, 2),
                g.constant("gates", noise(random, 3 * WIDTH * 3), 1, 3 * WIDTH, 3),
                g.constant("recurrence", noise(random, 3 * WIDTH * WIDTH), 1, 3 * WIDTH, WIDTH),
                g.constant("bias", noise(random, 6 * WIDTH), 1, 6 * WIDTH));
        String states = g.node("GRU", inputs, Graph.integer("hidden_size", WIDTH));
        String byCurve = g.transpose(g.node("Squeeze", states, g.integers(1)), 1, 2, 0);
        String mask = g.reshape(there, 0, -1);
        String next =
                g.concat(1, g.slice(mask, 1, 1, Integer.MAX_VALUE), g.node("Mul", g.slice(mask, 1, 0, 1), g.scalar(0)));
        String newest = g.reshape(g.node("Sub", mask, next), 0, -1, 1);
        String token = g.reshape(g.node("MatMul", byCurve, newest), -1, WIDTH);
        String logits = g.node("MatMul", token, g.constant("classes", noise(random, WIDTH * 4), WIDTH, 4));
        g.output(g.softmax(logits), "probabilities", "batch", 4);
        Architecture any = architecture(new Body.Recurrent(Body.Cell.gru), 1);
        return g.toModel(ModelCard.METADATA_KEY, ParityTest.card(any).toJson());
    }

    private static float[] noise(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.5 * random.nextGaussian());
        }
        return values;
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
        try (OnnxModel model = open(onnx)) {
            float[][] states = new float[CURVES][];
            Arrays.setAll(states, c -> new float[model.stateSize()]);
            int[] unfinished = unfinished(curves, seen);
            while (unfinished.length > 0) {
                List<EncodedLightCurve> news = new ArrayList<>();
                List<EncodedLightCurve> soFar = new ArrayList<>();
                List<float[]> begins = new ArrayList<>();
                for (int c : unfinished) {
                    int count = Math.min(
                            1 + random.nextInt(MOST_AT_ONCE), curves.get(c).length() - seen[c]);
                    news.add(part(curves.get(c), seen[c], seen[c] + count));
                    begins.add(forget ? new float[model.stateSize()] : states[c]);
                    seen[c] += count;
                    soFar.add(part(curves.get(c), 0, seen[c]));
                }
                List<OnnxModel.Step> answers = model.step(news, begins);
                for (int i = 0; i < unfinished.length; i++) {
                    float[] expected =
                            model.predict(List.of(soFar.get(i))).get(0).probabilities();
                    for (int k = 0; k < expected.length; k++) {
                        largest = Math.max(
                                largest,
                                Math.abs(expected[k]
                                        - answers.get(i).prediction().probabilities()[k]));
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
