package org.alertformer.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Body;
import org.alertformer.trainer.network.Committee;
import org.alertformer.trainer.network.FlareScale;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParityTest {
    private static final List<String> FEATURES = List.of("asinh_flux", "log_error", "log_gap", "log_band_gap");
    private static final Map<String, Double> NO_PARAMETERS = Map.of();
    static final FlareScale SCALE = new FlareScale(new float[] {8, 0, 3}, new float[] {1.5f, 10, 0.7f});

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    static Stream<Architecture> architectures() {
        List<Architecture> architectures = new ArrayList<>();
        for (TimeEncoding.Kind kind : TimeEncoding.Kind.values()) {
            architectures.add(architecture(2, Architecture.Norm.pre, new TimeEncoding(kind, NO_PARAMETERS), true));
        }
        var sinusoidal = new TimeEncoding(TimeEncoding.Kind.sinusoidal, Map.of("period", 1000.0, "frequencies", 8.0));
        architectures.add(architecture(1, Architecture.Norm.pre, sinusoidal, true));
        architectures.add(architecture(3, Architecture.Norm.pre, sinusoidal, false));
        architectures.add(architecture(2, Architecture.Norm.post, sinusoidal, true));
        architectures.add(architecture(
                1, Architecture.Norm.post, new TimeEncoding(TimeEncoding.Kind.romae, NO_PARAMETERS), true));
        architectures.add(architecture(
                2, Architecture.Norm.post, new TimeEncoding(TimeEncoding.Kind.rotary, NO_PARAMETERS), false));
        architectures.add(new Architecture(
                FEATURES.size(),
                4,
                32,
                4,
                2,
                48,
                Architecture.Norm.pre,
                sinusoidal,
                true,
                new Body.AttentiveRecurrent(Body.Cell.gru),
                FEATURES));
        return architectures.stream();
    }

    private static Architecture architecture(
            int layers, Architecture.Norm norm, TimeEncoding timeEncoding, boolean flare) {
        return new Architecture(FEATURES.size(), 4, 32, 4, layers, 48, norm, timeEncoding, flare);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void fusedGraph_agreesWithTheNetwork(Architecture architecture) {
        Weights weights = perturbed(Initializer.weights(architecture, SCALE, 11));

        Parity parity = parity(architecture, weights, ExportedModel.Form.fused);

        assertThat(parity.largest()).as(parity.toString()).isLessThan(Parity.LIMIT);
        assertThat(parity.curves()).isEqualTo(1000);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void plainGraph_agreesWithTheNetwork(Architecture architecture) {
        Weights weights = perturbed(Initializer.weights(architecture, SCALE, 12));

        Parity parity = parity(architecture, weights, ExportedModel.Form.plain);

        assertThat(parity.largest()).as(parity.toString()).isLessThan(Parity.LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void severalNetworks_agreeInTheirMean(ExportedModel.Form form) {
        var sinusoidal = new TimeEncoding(TimeEncoding.Kind.sinusoidal, NO_PARAMETERS);
        Architecture architecture = architecture(2, Architecture.Norm.pre, sinusoidal, false);
        List<Weights> members = List.of(
                perturbed(Initializer.weights(architecture, SCALE, 15)),
                perturbed(Initializer.weights(architecture, SCALE, 16)),
                perturbed(Initializer.weights(architecture, SCALE, 17)));

        Parity parity = parity(architecture, members, members, form, 1000);

        assertThat(parity.largest()).as(parity.toString()).isLessThan(Parity.LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void networksOfOtherKindsAndFeatures_agreeInTheirMean(ExportedModel.Form form) {
        List<Member> members = ofOtherKinds(18);
        List<Member> others = List.of(
                members.get(0),
                members.get(1),
                new Member(
                        members.get(2).architecture(),
                        List.of(1, 3, 2),
                        members.get(2).weights()));

        Parity same = parity(members, members, form, 1000);
        Parity different = parity(members, others, form, 60);

        assertThat(same.largest()).as(same.toString()).isLessThan(Parity.LIMIT);
        assertThat(different.probabilities()).isGreaterThan(1e-3);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void otherWeights_disagree(Architecture architecture) {
        Weights weights = Initializer.weights(architecture, SCALE, 13);
        Weights others = Initializer.weights(architecture, SCALE, 14);

        Parity parity = parity(architecture, List.of(weights), List.of(others), ExportedModel.Form.fused, 60);

        assertThat(parity.probabilities()).isGreaterThan(1e-2);
        assertThat(parity.attention()).isGreaterThan(1e-3);
    }

    private static Parity parity(Architecture architecture, Weights weights, ExportedModel.Form form) {
        return parity(architecture, List.of(weights), List.of(weights), form, 1000);
    }

    static Parity parity(
            Architecture architecture,
            List<Weights> trained,
            List<Weights> exported,
            ExportedModel.Form form,
            int count) {
        return parity(Member.of(architecture, trained), Member.of(architecture, exported), form, count);
    }

    static Parity parity(List<Member> trained, List<Member> exported, ExportedModel.Form form, int count) {
        byte[] onnx = onnx(exported, form).toByteArray();
        try (OnnxModel model = OnnxModel.open(onnx, "parity", Device.cpu);
                Committee network = new Committee(trained)) {
            return Parity.measure(network, model, curves(count));
        }
    }

    /** A transformer and two perceptrons, each of other features. */
    static List<Member> ofOtherKinds(long seed) {
        var encoding = new TimeEncoding(TimeEncoding.Kind.sinusoidal, NO_PARAMETERS);
        var narrow = new Architecture(
                2, 4, 32, 4, 2, 48, Architecture.Norm.pre, encoding, false, new Body.Encoder(), List.of("a", "b"));
        var dense = new Architecture(
                3,
                4,
                16,
                1,
                2,
                16,
                Architecture.Norm.pre,
                encoding,
                false,
                new Body.Perceptron(),
                List.of("a", "b", "c"));
        return List.of(
                new Member(narrow, List.of(0, 2), perturbed(Initializer.weights(narrow, SCALE, seed))),
                new Member(dense, List.of(3, 1, 2), perturbed(Initializer.weights(dense, SCALE, seed + 1))),
                new Member(dense, List.of(3, 1, 2), perturbed(Initializer.weights(dense, SCALE, seed + 2))));
    }

    static ModelProto onnx(List<Member> members, ExportedModel.Form form) {
        try {
            return ModelProto.parseFrom(
                    ExportedModel.of(members, card(members.get(0).architecture()), form));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Biases and gains off their starting values of 0 and 1, so that forgetting one shows. */
    static Weights perturbed(Weights weights) {
        var random = new Random(5);
        weights.tensors().forEach((name, array) -> {
            if (!name.startsWith("constant.")) {
                for (int i = 0; i < array.values().length; i++) {
                    array.values()[i] += (float) (0.1 * random.nextGaussian());
                }
            }
        });
        return weights;
    }

    static ModelCard card(Architecture architecture) {
        return new ModelCard(
                ModelCard.CARD_VERSION,
                "parity",
                "1",
                architecture.flare()
                        ? List.of(ModelCard.Task.classification, ModelCard.Task.flare)
                        : List.of(ModelCard.Task.classification),
                List.of("drw", "periodic", "flare", "flare_dip"),
                List.of("flare", "flare_dip"),
                FEATURES.stream().map(name -> new NormalizedFeature(name, 0, 1)).toList(),
                architecture.timeEncoding(),
                List.of("g", "r"),
                1,
                256,
                1.7,
                "none",
                null,
                null,
                "2026-01-01T00:00:00Z");
    }

    /** From 1 to 60 observations over up to 3,000 days. */
    static List<EncodedLightCurve> curves(int count) {
        var random = new Random(21);
        List<EncodedLightCurve> curves = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            int length = 1 + random.nextInt(60);
            double span = Math.pow(10, 3.477 * random.nextDouble());
            double[] times = random.doubles(length, 0, span).sorted().toArray();
            float[] features = new float[length * FEATURES.size()];
            float[] time = new float[length];
            for (int i = 0; i < length; i++) {
                time[i] = (float) (times[i] - times[0]);
                for (int f = 0; f < FEATURES.size(); f++) {
                    features[i * FEATURES.size() + f] = (float) random.nextGaussian();
                }
            }
            curves.add(new EncodedLightCurve(length, features, time, 61_000));
        }
        return curves;
    }
}
