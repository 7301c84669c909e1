package org.alertformer.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.OnnxModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void stamp_modelWithoutAGoldenBatch_getsTheOneOfItsRecipe() throws Exception {
        // Given
        Path file = folder.resolve("model.onnx");
        ModelProto shipped = shipped();
        ModelProto.Builder bare = shipped.toBuilder().clearMetadataProps();
        shipped.getMetadataPropsList().stream()
                .filter(entry -> !entry.getKey().equals(GoldenBatch.METADATA_KEY))
                .forEach(bare::addMetadataProps);
        Files.write(file, bare.build().toByteArray());

        // When
        int exit = Trainer.execute("stamp", file.toString());

        // Then
        assertThat(exit).isZero();
        try (OnnxModel stamped = OnnxModel.open(file, Device.cpu)) {
            assertThat(observations(Objects.requireNonNull(stamped.golden())))
                    .containsExactlyElementsOf(observations(golden(shipped)));
        }
    }

    private static List<List<GoldenBatch.Point>> observations(GoldenBatch golden) {
        return golden.curves().stream().map(GoldenBatch.Curve::observations).toList();
    }

    private static GoldenBatch golden(ModelProto model) {
        return model.getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals(GoldenBatch.METADATA_KEY))
                .map(entry -> GoldenBatch.parse(entry.getValue()))
                .findFirst()
                .orElseThrow();
    }

    private static ModelProto shipped() throws Exception {
        try (InputStream in = StampCommandTest.class.getResourceAsStream("/models/default.onnx")) {
            return ModelProto.parseFrom(Objects.requireNonNull(in));
        }
    }
}
