package org.alertformer.trainer.fit;

import java.util.List;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.network.Transformer;
import org.bytedeco.pytorch.Tensor;

/**
 * The right answers to a batch, one for each light curve or one for each of their alerts.
 *
 * @param rows where an answer stands among those of all rows; empty if there is one for each light curve
 * @param labels of the classes [N]
 * @param chances how much each counts; a light curve's sum is 1 [N]
 * @param flares right parameters [N, 3], 0 where there are none
 * @param flareChances how much those count [N]
 */
record Answers(long[] rows, long[] labels, float[] chances, float[] flares, float[] flareChances) {
    private static final float[] LAST_ALONE = {1};

    /** @param length rows of the batch */
    static Answers of(List<Example> examples, int length, boolean everyAlert) {
        int count = 0;
        for (Example example : examples) {
            for (float chance : chances(example)) {
                count += chance > 0 ? 1 : 0;
            }
        }
        var answers = new Answers(
                new long[everyAlert ? count : 0],
                new long[count],
                new float[count],
                new float[3 * count],
                new float[count]);
        int n = 0;
        for (int b = 0; b < examples.size(); b++) {
            Example example = examples.get(b);
            float[] chances = chances(example);
            float[] flare = example.flare();
            for (int i = 0; i < chances.length; i++) {
                if (chances[i] == 0) {
                    continue;
                }
                if (everyAlert) {
                    answers.rows[n] = (long) b * length + i;
                }
                answers.labels[n] = example.label();
                answers.chances[n] = chances[i];
                if (flare != null && (!everyAlert || example.hasBegun(i))) {
                    System.arraycopy(flare, 0, answers.flares, 3 * n, 3);
                    answers.flareChances[n] = chances[i];
                }
                n++;
            }
        }
        return answers;
    }

    private static float[] chances(Example example) {
        float[] chances = example.chances();
        return chances == null ? LAST_ALONE : chances;
    }

    /** Of the network's answers after every row those that are judged; within the caller's pointer scope. */
    Transformer.Output judged(Transformer.Output all) {
        Tensor which = Tensor.create(rows, rows.length);
        boolean flare = all.flareMean().defined();
        return new Transformer.Output(
                all.logits().index_select(0, which),
                flare ? all.flareMean().index_select(0, which) : all.flareMean(),
                flare ? all.flareFactor().index_select(0, which) : all.flareFactor(),
                all.attention());
    }
}
