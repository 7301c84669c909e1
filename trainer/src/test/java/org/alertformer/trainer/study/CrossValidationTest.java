package org.alertformer.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
    @Test
    void stratified_dealsEachClassEvenly() {
        int[] labels = new Random(1).ints(500, 0, 3).toArray();

        int[] folds = CrossValidation.stratified(labels, 5);

        for (int label = 0; label < 3; label++) {
            int[] counts = new int[5];
            for (int i = 0; i < labels.length; i++) {
                counts[folds[i]] += labels[i] == label ? 1 : 0;
            }
            int most = java.util.Arrays.stream(counts).max().orElseThrow();
            assertThat(java.util.Arrays.stream(counts).min().orElseThrow()).isGreaterThanOrEqualTo(most - 1);
        }
    }

    /** A rare class whose probability is informative but always below one half: the most probable class never is it. */
    @Test
    void f1AtNestedThreshold_findsAClassThatIsNeverTheMostProbable() {
        var random = new Random(2);
        int n = 2000;
        int[] labels = new int[n];
        float[][] probabilities = new float[n][];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextInt(10) == 0 ? 1 : 0;
            float p = labels[i] == 1 ? 0.3f + 0.1f * random.nextFloat() : 0.25f * random.nextFloat();
            probabilities[i] = new float[] {1 - p, p};
        }
        var validation = new CrossValidation(
                List.of("common", "rare"), labels, CrossValidation.stratified(labels, 5), probabilities);

        double nested = validation.f1AtNestedThreshold(1);

        assertThat(validation.f1AtMostProbable()[1]).isZero();
        assertThat(nested).isCloseTo(1, within(0.02));
    }

    /** Three of four right, at probabilities of 0.75 throughout: as calibrated as can be. */
    @Test
    void toMarkdown_givesTheFiguresOverAllFolds() {
        int[] labels = {0, 0, 0, 1, 1, 1, 1, 0};
        float[][] probabilities = new float[8][];
        for (int i = 0; i < 8; i++) {
            probabilities[i] = i < 4 ? new float[] {0.75f, 0.25f} : new float[] {0.25f, 0.75f};
        }
        var validation =
                new CrossValidation(List.of("a", "b"), labels, CrossValidation.stratified(labels, 2), probabilities);

        String page = validation.toMarkdown();

        double logLoss = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
        assertThat(page)
                .startsWith(
                        "Out of 2 folds, 8 light curves, at the most probable class: accuracy 0.7500, macro-F1 0.7500,")
                .contains(String.format(Locale.ROOT, "log-loss %.4f, calibration error 0.0000.", logLoss));
    }

    /** A threshold tuned on what it is scored on would find more than nothing in pure noise. */
    @Test
    void f1AtNestedThreshold_gainsNothingFromNoise() {
        var random = new Random(3);
        int n = 600;
        int[] labels = new int[n];
        float[][] probabilities = new float[n][];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 30 == 0 ? 1 : 0;
            float p = random.nextFloat();
            probabilities[i] = new float[] {1 - p, p};
        }
        var validation = new CrossValidation(
                List.of("common", "rare"), labels, CrossValidation.stratified(labels, 5), probabilities);

        double nested = validation.f1AtNestedThreshold(1);

        double guess = 2 * (1 / 30.0) / (1 + 1 / 30.0); // naming everything
        assertThat(nested).isLessThan(2.5 * guess);
    }
}
