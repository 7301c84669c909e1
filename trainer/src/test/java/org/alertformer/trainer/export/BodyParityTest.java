package org.alertformer.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Body;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every body, and the time encodings whose formulas need to know which feature is a band. */
class BodyParityTest {
    private static final List<String> FEATURES = List.of("asinh_flux", "band_g", "band_r", "median_magnitude");

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    static Stream<Architecture> architectures() {
        Stream<Body> bodies = Stream.of(
                new Body.ClassAttention(2),
                new Body.Pairwise(6, 500),
                new Body.Metadata(List.of("median_magnitude"), 1),
                new Body.Causal(),
                new Body.Pooled(),
                new Body.Conformer(5),
                new Body.Recurrent(Body.Cell.gru),
                new Body.Recurrent(Body.Cell.lstm),
                new Body.AttentiveRecurrent(Body.Cell.lstm),
                new Body.Perceptron());
        return Stream.concat(
                bodies.map(body -> architecture(body, TimeEncoding.Kind.rotary)),
                Stream.of(TimeEncoding.Kind.atat, TimeEncoding.Kind.romae)
                        .map(kind -> architecture(new Body.Encoder(), kind)));
    }

    private static Architecture architecture(Body body, TimeEncoding.Kind kind) {
        return new Architecture(
                FEATURES.size(),
                4,
                32,
                4,
                2,
                48,
                Architecture.Norm.pre,
                new TimeEncoding(kind, Map.of()),
                false,
                body,
                FEATURES);
    }

    static Stream<Arguments> architecturesInAllForms() {
        return architectures()
                .flatMap(architecture ->
                        Stream.of(ExportedModel.Form.values()).map(form -> Arguments.of(architecture, form)));
    }

    @ParameterizedTest
    @MethodSource("architecturesInAllForms")
    void graph_agreesWithTheNetwork(Architecture architecture, ExportedModel.Form form) {
        Weights weights = ParityTest.perturbed(Initializer.weights(architecture, ParityTest.SCALE, 11));

        Parity parity = ParityTest.parity(architecture, List.of(weights), List.of(weights), form, 300);

        assertThat(parity.largest()).as(parity.toString()).isLessThan(Parity.LIMIT);
        assertThat(parity.curves()).isEqualTo(300);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void otherWeights_disagree(Architecture architecture) {
        Weights weights = Initializer.weights(architecture, ParityTest.SCALE, 13);
        Weights others = Initializer.weights(architecture, ParityTest.SCALE, 14);

        Parity parity =
                ParityTest.parity(architecture, List.of(weights), List.of(others), ExportedModel.Form.plain, 60);

        assertThat(parity.probabilities()).isGreaterThan(1e-3);
    }
}
