package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchCalibrationTest {
    @Test
    void choose_nearlyTheFastest_isTheSmallest() {
        // When
        int size = BatchCalibration.choose(new int[] {1, 4, 8, 16}, new double[] {50, 98, 97, 100});

        // Then
        assertThat(size).isEqualTo(4);
    }

    @Test
    void choose_largerIsFaster_isTheLargest() {
        // When
        int size = BatchCalibration.choose(new int[] {1, 4, 8, 16}, new double[] {50, 60, 80, 100});

        // Then
        assertThat(size).isEqualTo(16);
    }

    @Test
    void batchSize_shippedModel_isOneOfThoseTried() {
        // Given
        try (OnnxModel model = TestModels.shipped()) {

            // When
            int size = BatchCalibration.batchSize(model, 0);

            // Then
            assertThat(size).isIn(1, 4, 8, 16, 32, 64);
        }
    }

    @Test
    void batchSize_ofWhatAlertsAddToStates_isOneOfThoseTried() {
        // Given
        try (OnnxModel model = CarryingModels.open("1")) {

            // When
            int size = BatchCalibration.batchSize(model, 1 << 20);

            // Then
            assertThat(size).isIn(1, 4, 8, 16, 32, 64);
        }
    }
}
