package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForeignWeightsTest {
    private static final OnnxMl.TensorProto FOREIGN = OnnxMl.TensorProto.newBuilder()
            .setName("stolen")
            .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
            .addExternalData(OnnxMl.StringStringEntryProto.newBuilder()
                    .setKey("location")
                    .setValue("secret"))
            .build();

    @Test
    void open_weightsInAnotherFile_isRefused() throws IOException {
        byte[] onnx = withGraph(OnnxMl.GraphProto.newBuilder().addInitializer(FOREIGN));

        // When, Then
        assertThatThrownBy(() -> OnnxModel.open(onnx, "m.onnx", Device.cpu))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "model m.onnx: keeps the values of tensor 'stolen' in another file; a model has to be one file");
    }

    @Test
    void refuse_weightsOfABranchInAnotherFile_areFound() throws IOException {
        OnnxMl.GraphProto branch =
                OnnxMl.GraphProto.newBuilder().addInitializer(FOREIGN).build();
        byte[] onnx = withGraph(OnnxMl.GraphProto.newBuilder()
                .addNode(OnnxMl.NodeProto.newBuilder()
                        .setOpType("If")
                        .addAttribute(OnnxMl.AttributeProto.newBuilder()
                                .setName("then_branch")
                                .setG(branch))));

        // When, Then
        assertThatThrownBy(() -> ForeignWeights.refuse(onnx)).hasMessageContaining("'stolen'");
    }

    @Test
    void refuse_theShippedModel_isFine() throws IOException {
        byte[] onnx;
        try (InputStream in = ForeignWeightsTest.class.getResourceAsStream("/models/default.onnx")) {
            onnx = Objects.requireNonNull(in).readAllBytes();
        }

        // When, Then
        assertThatCode(() -> ForeignWeights.refuse(onnx)).doesNotThrowAnyException();
    }

    @Test
    void refuse_damagedFiles_endsWithAMessageOrNot() {
        byte[] onnx = TestModels.bytes(TestModels.card().toJson());
        Random random = new Random(5);
        int refused = 0;

        // When
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = onnx.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                ForeignWeights.refuse(damaged);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }

        // Then
        assertThat(refused).isPositive();
    }

    private static byte[] withGraph(OnnxMl.GraphProto.Builder more) throws IOException {
        OnnxMl.ModelProto model =
                OnnxMl.ModelProto.parseFrom(TestModels.bytes(TestModels.card().toJson()));
        return model.toBuilder()
                .setGraph(model.getGraph().toBuilder().mergeFrom(more.build()))
                .build()
                .toByteArray();
    }
}
