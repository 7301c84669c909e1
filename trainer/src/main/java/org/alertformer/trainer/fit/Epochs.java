package org.alertformer.trainer.fit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.data.LabelledCurve;

/**
 * The batches of each epoch. An epoch depends on nothing but the seed and its number, so that a resumed training sees what
 * an uninterrupted one would have seen.
 */
record Epochs(List<LabelledCurve> curves, Draws draws, int batch, long seed) {
    /** Batches among which light curves are exchanged so that those of similar length come together. */
    private static final int WINDOW = 24;

    /** Every light curve once, as of a random alert. */
    List<Example> draw(int epoch) {
        return draws.of(curves, epoch, new Random(seed * 1_000_003 + epoch));
    }

    /** The same in random order, cut into batches of similar lengths. */
    List<List<Example>> batches(int epoch) {
        List<Example> examples = draw(epoch);
        Random random = new Random(~seed * 1_000_003 + epoch);
        Collections.shuffle(examples, random);
        List<List<Example>> batches = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += WINDOW * batch) {
            List<Example> window = examples.subList(from, Math.min(examples.size(), from + WINDOW * batch));
            window.sort(Comparator.comparingInt(example -> example.curve().length()));
            for (int b = 0; b < window.size(); b += batch) {
                batches.add(window.subList(b, Math.min(window.size(), b + batch)));
            }
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    int stepsPerEpoch() {
        return (curves.size() + batch - 1) / batch;
    }
}
