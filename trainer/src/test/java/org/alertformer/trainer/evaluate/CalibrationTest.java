package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void of_perfectIsTheMeanDeviationOfABinomial() {
        float[] probabilities = new float[50];
        boolean[] right = new boolean[50];
        Arrays.fill(probabilities, 0.7f);
        Arrays.fill(right, 0, 20, true);

        Calibration calibration = Calibration.of(probabilities, right);

        double expected = 0;
        double chance = Math.pow(0.3, 50);
        for (int k = 0; k <= 50; k++) {
            expected += chance * Math.abs(k / 50.0 - 0.7);
            chance *= (50.0 - k) / (k + 1) * 0.7 / 0.3;
        }
        assertThat(calibration.error()).isCloseTo(0.3, within(1e-6));
        assertThat(calibration.perfect().mean()).isCloseTo(expected, within(0.005));
        assertThat(calibration.perfect().low()).isLessThan(expected);
        assertThat(calibration.perfect().high()).isBetween(expected, 0.15);
    }

    @Test
    void of_equalMassBinsHoldEquallyMany() {
        float[] probabilities = new float[30];
        boolean[] right = new boolean[30];
        for (int i = 0; i < 30; i++) {
            probabilities[(7 * i) % 30] = 0.9f + i * 1e-3f; // all in the two last bins of equal width
            right[(7 * i) % 30] = i % 2 == 0;
        }

        Calibration calibration = Calibration.of(probabilities, right);

        // two neighbours a bin, one of them right: mean probability less a half
        assertThat(calibration.equalMassError()).isCloseTo(0.9145 - 0.5, within(1e-6));
    }
}
