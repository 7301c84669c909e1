package org.alertformer.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.Device;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.TestModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
    @TempDir
    private Path folder = Path.of("");

    private final MicroBatcher engine = MicroBatcher.start(
            OnnxModel.open(TestModels.golden("1"), "first", Device.cpu), new BatchSettings(1, 4, Duration.ZERO));
    private final ModelSwap swap = new ModelSwap(engine, Device.cpu, new PrometheusRegistry());
    private long clock = 1_000_000_000;

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void look_newModel_servesOnceTheFileHasSettled() throws IOException {
        // Given
        ModelFile watched = new ModelFile(write(TestModels.golden("2")), swap);
        watched.look();
        String early = version();

        // When
        watched.look();

        // Then
        assertThat(early).isEqualTo("1");
        assertThat(version()).isEqualTo("2");
        assertThat(swap.swapped()).isEqualTo(1);
    }

    @Test
    void look_sameModel_changesNothing() throws IOException {
        // Given
        ModelFile watched = new ModelFile(write(TestModels.golden("1")), swap);

        // When
        settle(watched);

        // Then
        assertThat(swap.swapped()).isZero();
        assertThat(swap.refused()).isZero();
    }

    static Stream<Arguments> badFiles() {
        byte[] good = TestModels.golden("2");
        return Stream.of(
                Arguments.of("truncated", Arrays.copyOf(good, good.length / 2)),
                Arguments.of("empty", new byte[0]),
                Arguments.of("no model", "have a nice day".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("card of another shape", replaced(good, "\"asinh_snr\"", "\"asinh_nrs\"")),
                Arguments.of("golden mismatch", replaced(good, "\"scale\" : 1.0", "\"scale\" : 2.0")));
    }

    /** Of the same length, so that the file stays an ONNX file. */
    private static byte[] replaced(byte[] onnx, String text, String by) {
        String bytes = new String(onnx, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains(text);
        return bytes.replace(text, by).getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void look_badFile_isRefusedOnceAndTheOldModelServes(String what, byte[] bad) throws IOException {
        // Given
        ModelFile watched = new ModelFile(write(bad), swap);

        // When
        settle(watched);

        // Then
        assertThat(version()).as(what).isEqualTo("1");
        assertThat(swap.refused()).isEqualTo(1);
        assertThat(swap.swapped()).isZero();
    }

    @Test
    void look_goodFileAfterABadOne_serves() throws IOException {
        // Given
        Path file = write(new byte[] {1, 2, 3});
        ModelFile watched = new ModelFile(file, swap);
        settle(watched);
        Files.delete(file);
        settle(watched);
        write(TestModels.golden("2"));

        // When
        settle(watched);

        // Then
        assertThat(version()).isEqualTo("2");
        assertThat(swap.refused()).isEqualTo(1);
    }

    private void settle(ModelFile watched) {
        for (int i = 0; i < 4; i++) {
            watched.look();
        }
    }

    /** Each with a later time than the last, however fast the test runs. */
    private Path write(byte[] onnx) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, onnx);
        clock += 10_000;
        Files.setLastModifiedTime(file, FileTime.fromMillis(clock));
        return file;
    }

    private String version() {
        return engine.model().card().version();
    }
}
