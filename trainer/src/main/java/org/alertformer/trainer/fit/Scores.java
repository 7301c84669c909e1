package org.alertformer.trainer.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.network.Batch;
import org.alertformer.trainer.network.Committee;
import org.alertformer.trainer.network.FlareLikelihood;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Transformer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the network says of examples, without gradients.
 *
 * @param logits one row per example, shortest light curve first
 * @param labels in the same order
 * @param flareLoss sum of the flares' negative log-likelihoods
 * @param flareSquares the squared deviation of each flare in units of the predicted covariance, ascending
 */
record Scores(float[][] logits, int[] labels, double flareLoss, double[] flareSquares) {
    private static final int BATCH = 64;

    static Scores of(Transformer network, List<Example> examples) {
        return of(
                network.architecture().classes(), batch -> network.forward(batch, 0), network.flareSpread(), examples);
    }

    static Scores of(Committee committee, List<Example> examples) {
        return of(committee.architecture().classes(), committee::forward, committee.flareSpread(), examples);
    }

    private static Scores of(
            int classes,
            Function<Batch, Transformer.Output> network,
            @Nullable Tensor flareSpread,
            List<Example> examples) {
        List<Example> sorted = new ArrayList<>(examples);
        sorted.sort(Comparator.comparingInt(example -> example.curve().length()));
        float[][] logits = new float[sorted.size()][classes];
        double flareLoss = 0;
        List<Double> squares = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            List<Example> part = sorted.subList(from, Math.min(sorted.size(), from + BATCH));
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Batch batch = Batch.of(part.stream().map(Example::curve).toList());
                Transformer.Output output = network.apply(batch);
                float[] values = Tensors.floats(output.logits());
                for (int b = 0; b < part.size(); b++) {
                    System.arraycopy(values, b * classes, logits[from + b], 0, classes);
                }
                int begun = (int) part.stream().filter(e -> e.flare() != null).count();
                if (flareSpread != null && begun > 0) {
                    float[] targets = new float[3 * part.size()];
                    float[] weights = new float[part.size()];
                    for (int b = 0; b < part.size(); b++) {
                        float[] flare = part.get(b).flare();
                        if (flare != null) {
                            System.arraycopy(flare, 0, targets, 3 * b, 3);
                            weights[b] = 1;
                        }
                    }
                    Tensor weight = Tensor.create(weights, part.size());
                    FlareLikelihood likelihood =
                            FlareLikelihood.of(output, Tensor.create(targets, part.size(), 3), flareSpread);
                    flareLoss += likelihood.negative().mul(weight).sum().item_float();
                    float[] deviations = Tensors.floats(likelihood.squares());
                    for (int b = 0; b < part.size(); b++) {
                        if (weights[b] > 0) {
                            squares.add((double) deviations[b]);
                        }
                    }
                }
            }
        }
        int[] labels = sorted.stream().mapToInt(Example::label).toArray();
        double[] ascending =
                squares.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Scores(logits, labels, flareLoss, ascending);
    }

    double logLoss() {
        return Temperature.logLoss(logits, labels, 1);
    }

    double accuracy() {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            int best = 0;
            for (int c = 1; c < logits[i].length; c++) {
                best = logits[i][c] > logits[i][best] ? c : best;
            }
            right += best == labels[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }
}
