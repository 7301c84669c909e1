package org.alertformer.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.export.Parity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path shipped = Path.of("");

    @BeforeEach
    void copyTheShippedModel() throws IOException {
        shipped = folder.resolve("shipped.onnx");
        try (InputStream in = ExportCommandTest.class.getResourceAsStream("/models/default.onnx")) {
            Files.write(shipped, Objects.requireNonNull(in).readAllBytes());
        }
    }

    @Test
    void export_plain_hasOperatorsOfTheStandardAlone() throws IOException {
        Path plain = folder.resolve("plain.onnx");

        int exit = Trainer.execute("export", shipped.toString(), "--form", "plain", "--output", plain.toString());

        assertThat(exit).isZero();
        assertThat(proto(plain).getGraph().getNodeList())
                .extracting(NodeProto::getDomain)
                .containsOnly("");
    }

    @Test
    void export_plainAndBack_keepsCardGoldenBatchAndAnswers() throws IOException {
        // Given
        Path plain = folder.resolve("plain.onnx");
        int first = Trainer.execute("export", shipped.toString(), "--form", "plain", "--output", plain.toString());

        // When
        int exit = Trainer.execute("export", plain.toString());

        // Then
        assertThat(List.of(first, exit)).containsOnly(0);
        assertThat(metadata(plain, ModelCard.METADATA_KEY)).isEqualTo(metadata(shipped, ModelCard.METADATA_KEY));
        assertThat(metadata(plain, GoldenBatch.METADATA_KEY)).isEqualTo(metadata(shipped, GoldenBatch.METADATA_KEY));
        try (OnnxModel before = OnnxModel.open(shipped, Device.cpu);
                OnnxModel after = OnnxModel.open(plain, Device.cpu)) {
            List<EncodedLightCurve> curves = Objects.requireNonNull(before.golden()).curves().stream()
                    .map(curve -> before.encoder().encode(curve.lightCurve()))
                    .toList();
            assertThat(Parity.between(before, after, curves).largest()).isLessThan(Parity.LIMIT);
        }
    }

    @Test
    void export_modelOfAnotherRecipe_isRefusedAndLeftAsItIs() throws IOException {
        // Given
        ModelProto model = proto(shipped);
        ModelProto.Builder wider = model.toBuilder().clearMetadataProps();
        model.getMetadataPropsList()
                .forEach(entry -> wider.addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(entry.getValue().replaceAll("\"width\" : \\d+", "\"width\" : 128"))));
        byte[] bytes = wider.build().toByteArray();
        Files.write(shipped, bytes);

        // When
        int exit = Trainer.execute("export", shipped.toString());

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(shipped).hasBinaryContent(bytes);
    }

    private static ModelProto proto(Path file) throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(file));
    }

    private static String metadata(Path file, String key) throws IOException {
        return proto(file).getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals(key))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .orElseThrow();
    }
}
