package org.alertformer.trainer.fit;

import java.util.List;
import java.util.Locale;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Batch;
import org.alertformer.trainer.network.Encoded;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Transformer;
import org.alertformer.trainer.network.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Learning from light curves without labels: the losses, and the training that minimises one of them alone. */
final class Pretraining {
    private static final String HEAD = Initializer.PRETRAINING;
    private static final double LARGEST_WEIGHT = 10;
    private static final double LOWEST_LOG_SPREAD = -4;
    private static final double HIGHEST_LOG_SPREAD = 3;
    private static final double[] PERIODS = {0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

    private final PretrainingTask task;
    private final Architecture architecture;
    private final List<NormalizedFeature> features;

    Pretraining(PretrainingTask task, Architecture architecture, List<NormalizedFeature> features) {
        this.task = task;
        this.architecture = architecture;
        this.features = features;
        if (task instanceof PretrainingTask.Masked masked) {
            column(masked.target());
            column(masked.error());
        } else if (task instanceof PretrainingTask.Denoising denoising) {
            column(denoising.target());
        } else if (task instanceof PretrainingTask.Reconstruction reconstruction) {
            column(reconstruction.target());
        }
    }

    private int column(String name) {
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("pretraining: '" + name + "' is none of the network's features");
    }

    /** Adds what only the task needs. */
    Weights withHead(Weights weights, long seed) {
        int d = architecture.width();
        int in = task instanceof PretrainingTask.Reconstruction
                ? d + 2 * PERIODS.length + architecture.bandColumns().size()
                : d;
        int out = task instanceof PretrainingTask.NextObservation ? 2 * architecture.features() : 1;
        return Initializer.withHead(weights, HEAD, in, d, out, seed);
    }

    /** Takes away what only the task needed. */
    static Weights withoutHead(Weights weights) {
        return weights.without(HEAD);
    }

    /** What of the weights the model file needs: what tells the next observation serves there, too. */
    Weights kept(Weights weights) {
        return task instanceof PretrainingTask.NextObservation ? weights : withoutHead(weights);
    }

    /** Minimises the task's loss; the schedule is that of the training. */
    void run(Transformer network, Epochs epochs, int count, TrainingRecipe training, Progress progress) {
        try (Optimizer optimizer = new Optimizer(network, training)) {
            long steps = (long) epochs.stepsPerEpoch() * count;
            long step = 0;
            for (int epoch = 0; epoch < count; epoch++) {
                torch.manual_seed(epochs.seed() * 2_000_003 + epoch);
                double sum = 0;
                int batches = 0;
                for (List<Example> batch : epochs.batches(epoch)) {
                    try (PointerScope scope = new PointerScope()) {
                        Batch tensors =
                                Batch.of(batch.stream().map(Example::curve).toList());
                        Tensor loss = loss(network, tensors, training.dropout());
                        sum += loss.item_float();
                        optimizer.step(loss, training.rate(step++, steps));
                    }
                    batches++;
                }
                if (!Double.isFinite(sum)) {
                    throw new IllegalStateException("pretraining: loss is " + sum + " in epoch " + (epoch + 1)
                            + "; a smaller learningRate may help");
                }
                progress.say(
                        String.format(Locale.ROOT, "pretraining %d/%d  loss %.4f", epoch + 1, count, sum / batches));
            }
        }
    }

    /** The task's loss on a batch, a scalar; within the caller's pointer scope. */
    Tensor loss(Transformer network, Batch batch, double dropout) {
        if (task instanceof PretrainingTask.Masked masked) {
            Tensor hidden = torch.bernoulli(batch.mask().mul(new Scalar(masked.fraction())));
            Tensor seen = batch.features()
                    .mul(hidden.unsqueeze(2).mul(changeable()).neg().add(new Scalar(1.0)));
            Tensor shift = hidden.unsqueeze(2).mul(network.weight(HEAD + "token"));
            Encoded<Tensor> encoded = network.encode(replaced(batch, seen), dropout, shift);
            Tensor residual = head(network, states(encoded)).squeeze(2).sub(value(batch, masked.target()));
            return weighted(residual.square(), hidden.mul(precision(batch, masked.error())));
        }
        if (task instanceof PretrainingTask.Denoising denoising) {
            Tensor noise = torch.randn_like(batch.features()).mul(changeable()).mul(new Scalar(denoising.noise()));
            Encoded<Tensor> encoded =
                    network.encode(replaced(batch, batch.features().add(noise)), dropout, null);
            Tensor residual = head(network, states(encoded)).squeeze(2).sub(value(batch, denoising.target()));
            return weighted(residual.square(), batch.mask());
        }
        if (task instanceof PretrainingTask.Reconstruction reconstruction) {
            Tensor token = network.encode(batch, dropout, null).token();
            Tensor repeated = token.unsqueeze(1).expand(batch.size(), batch.length(), architecture.width());
            Tensor asked = torch.cat(new TensorVector(repeated, questions(batch)), 2);
            Tensor residual = head(network, asked).squeeze(2).sub(value(batch, reconstruction.target()));
            return weighted(residual.square(), batch.mask());
        }
        int pairs = batch.length() - 1;
        Encoded<Tensor> encoded = network.encode(batch, dropout, null);
        if (pairs == 0) {
            return states(encoded).sum().mul(new Scalar(0.0));
        }
        Tensor told = head(network, states(encoded).narrow(1, 0, pairs));
        int width = architecture.features();
        Tensor logSpread = told.narrow(2, width, width)
                .clamp(
                        new ScalarOptional(new Scalar(LOWEST_LOG_SPREAD)),
                        new ScalarOptional(new Scalar(HIGHEST_LOG_SPREAD)));
        Tensor z = batch.features()
                .narrow(1, 1, pairs)
                .narrow(2, 0, width)
                .sub(told.narrow(2, 0, width))
                .mul(logSpread.neg().exp());
        Tensor negative = z.square().mul(new Scalar(0.5)).add(logSpread).mean(2);
        return weighted(negative, batch.mask().narrow(1, 1, pairs));
    }

    private Tensor states(Encoded<Tensor> encoded) {
        Tensor states = encoded.states();
        if (states == null) {
            throw new IllegalArgumentException("pretraining: the body " + architecture.body()
                    + " has no states of single observations; only 'reconstruction' does without");
        }
        return states;
    }

    private static Tensor weighted(Tensor values, Tensor weights) {
        return values.mul(weights).sum().div(weights.sum().add(new Scalar(1e-6)));
    }

    private static Batch replaced(Batch batch, Tensor features) {
        return new Batch(features, batch.time(), batch.mask(), batch.size(), batch.length());
    }

    private static Tensor head(Transformer network, Tensor x) {
        return network.linear(torch.gelu(network.linear(x, HEAD + "hidden")), HEAD + "out");
    }

    private Tensor value(Batch batch, String feature) {
        return batch.features().select(2, column(feature));
    }

    /** 0 for bands, 1 for all other features. */
    private Tensor changeable() {
        float[] changeable = new float[features.size()];
        for (int i = 0; i < changeable.length; i++) {
            changeable[i] = architecture.bandColumns().contains(i) ? 0 : 1;
        }
        return Tensor.create(changeable, changeable.length);
    }

    /** Inverse variances over their median-like mean in each light curve, bounded [B, L]. */
    private Tensor precision(Batch batch, String error) {
        NormalizedFeature feature = features.get(column(error));
        Tensor log = value(batch, error).mul(new Scalar(feature.scale() * Math.log(10)));
        Tensor mask = batch.mask();
        Tensor mean = log.mul(mask).sum(1).div(mask.sum(1)).unsqueeze(1);
        return log.sub(mean)
                .mul(new Scalar(-2.0))
                .exp()
                .clamp_max(new Scalar(LARGEST_WEIGHT))
                .mul(mask);
    }

    /** Times and bands of the observations, as the decoder is asked [B, L, ...]. */
    private Tensor questions(Batch batch) {
        float[] w = new float[PERIODS.length];
        for (int k = 0; k < w.length; k++) {
            w[k] = (float) (2 * Math.PI / PERIODS[k]);
        }
        Tensor angle = batch.time().unsqueeze(2).mul(Tensor.create(w, w.length));
        Tensor asked = torch.cat(new TensorVector(angle.sin(), angle.cos()), 2);
        for (int band : architecture.bandColumns()) {
            asked = torch.cat(new TensorVector(asked, batch.features().narrow(2, band, 1)), 2);
        }
        return asked;
    }
}
