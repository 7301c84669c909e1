package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassMetricsTest {
    @Test
    void of_countsByHand() {
        var probabilities = List.of(
                new float[] {0.9f, 0.1f}, new float[] {0.8f, 0.2f}, new float[] {0.4f, 0.6f}, new float[] {0.3f, 0.7f});
        var labels = List.of(0, 1, 1, 1);

        ClassMetrics metrics = ClassMetrics.of(List.of("a", "b"), probabilities, labels);

        assertThat(metrics.accuracy()).isEqualTo(0.75);
        assertThat(metrics.macroF1()).isCloseTo((2.0 / 3 + 0.8) / 2, within(1e-12));
        assertThat(metrics.confusion()).isDeepEqualTo(new int[][] {{1, 0}, {1, 2}});
        assertThat(metrics.logLoss())
                .isCloseTo(-(Math.log(0.9) + Math.log(0.2) + Math.log(0.6) + Math.log(0.7)) / 4, within(1e-6));
        // bins of the best probability: 0.6, 0.7 and 0.8 and 0.9 each in one of their own
        assertThat(metrics.calibrationError()).isCloseTo((0.1 + 0.8 + 0.4 + 0.3) / 4, within(1e-6));
    }

    @Test
    void auc_equalsTheFractionOfWellOrderedPairs() {
        var random = new Random(8);
        List<float[]> probabilities = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int label = random.nextInt(3);
            labels.add(label);
            float p = Math.round(10 * (random.nextFloat() + (label == 1 ? 0.4f : 0))) / 20f; // with ties
            probabilities.add(new float[] {1 - p, p, 0});
        }

        double auc = ClassMetrics.auc(1, probabilities, labels);

        assertThat(auc).isCloseTo(pairs(probabilities, labels), within(1e-12));
    }

    @Test
    void of_aucOfEachClassByHand() {
        var probabilities = List.of(
                new float[] {0.7f, 0.2f, 0.1f},
                new float[] {0.3f, 0.4f, 0.3f},
                new float[] {0.5f, 0.4f, 0.1f},
                new float[] {0.2f, 0.6f, 0.2f});
        var labels = List.of(0, 0, 1, 1);

        ClassMetrics metrics = ClassMetrics.of(List.of("a", "b", "c"), probabilities, labels);

        // a: 0.7 beats both, 0.3 one of two; b: 0.4 beats 0.2 and ties, 0.6 beats both; c has no light curve
        assertThat(metrics.classes().get(0).auc()).isEqualTo(3.0 / 4);
        assertThat(metrics.classes().get(1).auc()).isEqualTo(3.5 / 4);
        assertThat(metrics.classes().get(2).auc()).isNaN();
        assertThat(metrics.macroAuc()).isEqualTo(3.25 / 4);
    }

    private static double pairs(List<float[]> probabilities, List<Integer> labels) {
        double ordered = 0;
        int pairs = 0;
        for (int i = 0; i < labels.size(); i++) {
            for (int j = 0; j < labels.size(); j++) {
                if (labels.get(i) == 1 && labels.get(j) != 1) {
                    float difference = probabilities.get(i)[1] - probabilities.get(j)[1];
                    ordered += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return ordered / pairs;
    }
}
