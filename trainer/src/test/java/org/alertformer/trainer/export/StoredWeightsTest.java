package org.alertformer.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.stream.Stream;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Tensors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StoredWeightsTest {
    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    static Stream<Arguments> architecturesInAllForms() {
        return Stream.concat(ParityTest.architectures(), BodyParityTest.architectures())
                .flatMap(architecture ->
                        Stream.of(ExportedModel.Form.values()).map(form -> Arguments.of(architecture, form)));
    }

    @ParameterizedTest
    @MethodSource("architecturesInAllForms")
    void next_weightsOfAFileInAnyForm_giveItsAnswersInAllForms(Architecture architecture, ExportedModel.Form form) {
        List<Member> trained = Member.of(
                architecture, List.of(ParityTest.perturbed(Initializer.weights(architecture, ParityTest.SCALE, 31))));
        ModelProto file = ParityTest.onnx(trained, form);

        List<Member> read = ExportedModel.members(file, untrained(trained));

        for (ExportedModel.Form written : ExportedModel.Form.values()) {
            Parity parity = ParityTest.parity(trained, read, written, 100);
            assertThat(parity.largest()).as(written + " " + parity).isLessThan(Parity.LIMIT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void next_severalNetworksOfOtherKinds_areToldApart(ExportedModel.Form form) {
        List<Member> trained = ParityTest.ofOtherKinds(41);
        ModelProto file = ParityTest.onnx(trained, form);

        List<Member> read = ExportedModel.members(file, untrained(trained));

        Parity parity = ParityTest.parity(trained, read, form, 100);
        assertThat(parity.largest()).as(parity.toString()).isLessThan(Parity.LIMIT);
    }

    @Test
    void next_networkThatTheFileDoesNotHold_namesTheWeight() {
        List<Member> trained = ParityTest.ofOtherKinds(41);
        ModelProto file = ParityTest.onnx(trained.subList(0, 2), ExportedModel.Form.fused);

        assertThatThrownBy(() -> ExportedModel.members(file, trained))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'input.weight'");
    }

    private static List<Member> untrained(List<Member> trained) {
        return trained.stream()
                .map(member -> new Member(
                        member.architecture(),
                        member.columns(),
                        Initializer.weights(member.architecture(), ParityTest.SCALE, 32)))
                .toList();
    }
}
