package org.alertformer.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TemperatureTest {
    @Test
    void fit_findsTheFactorOfOverconfidence() {
        var random = new Random(3);
        int count = 20_000;
        float[][] logits = new float[count][3];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            double[] truth = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            labels[i] = draw(truth, random);
            for (int c = 0; c < 3; c++) {
                logits[i][c] = (float) (2.5 * truth[c]);
            }
        }

        double temperature = Temperature.fit(logits, labels);

        assertThat(temperature).isCloseTo(2.5, within(0.15));
    }

    @Test
    void logLoss_ofEqualLogitsIsTheLogarithmOfTheirNumber() {
        double loss = Temperature.logLoss(new float[][] {{7, 7, 7, 7}, {-1, -1, -1, -1}}, new int[] {2, 0}, 0.3);

        assertThat(loss).isCloseTo(Math.log(4), within(1e-12));
    }

    private static int draw(double[] logits, Random random) {
        double total = 0;
        for (double logit : logits) {
            total += Math.exp(logit);
        }
        double left = random.nextDouble() * total;
        for (int c = 0; c < logits.length; c++) {
            left -= Math.exp(logits[c]);
            if (left < 0) {
                return c;
            }
        }
        return logits.length - 1;
    }
}
