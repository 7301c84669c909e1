package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.alertformer.encoding.EncodedLightCurve;
import org.junit.jupiter.api.Test;

/** The shipped model on an NVIDIA GPU; skipped where there is none. */
class CudaParityTest {
    private static final float TOLERANCE = 1e-4f;

    @Test
    void predict_onCudaInOneLargeBatch_agreesWithTheCpu() {
        String obstacle = CudaBenchmark.obstacle();
        assumeTrue(obstacle == null, obstacle);
        // Given
        try (OnnxModel cpu = TestModels.shipped();
                OnnxModel cuda = TestModels.shipped(Device.cuda)) {
            List<EncodedLightCurve> curves = InferenceBenchmark.curves().stream()
                    .map(cpu.encoder()::encode)
                    .toList();

            // When
            List<Prediction> predictions = cuda.predict(curves);

            // Then
            for (int i = 0; i < curves.size(); i++) {
                Prediction expected = cpu.predict(List.of(curves.get(i))).get(0);
                assertThat(predictions.get(i).probabilities())
                        .containsExactly(expected.probabilities(), within(TOLERANCE));
                assertThat(predictions.get(i).attention()).containsExactly(expected.attention(), within(TOLERANCE));
            }
        }
    }
}
