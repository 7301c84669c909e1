package org.alertformer.trainer.export;

import java.util.List;
import java.util.stream.IntStream;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Batch;
import org.alertformer.trainer.network.Committee;
import org.alertformer.trainer.network.FlareLikelihood;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Transformer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * How far ONNX Runtime and the trainer disagree on the same light curves: the largest absolute difference over all
 * outputs; where a number is larger than 1 the difference is taken relative to it, since an onset of 700 days or its
 * variance have no float digits left for 1e-4.
 */
public record Parity(double probabilities, double attention, double flare, double covariance, int curves) {
    /** The bound that exported networks must keep. */
    public static final double LIMIT = 1e-4;

    private static final int BATCH = 50;

    public double largest() {
        return Math.max(Math.max(probabilities, attention), Math.max(flare, covariance));
    }

    public static Parity measure(Committee network, OnnxModel model, List<EncodedLightCurve> curves) {
        Parity worst = new Parity(0, 0, 0, 0, 0);
        for (int from = 0; from < curves.size(); from += BATCH) {
            worst = worst.and(batch(network, model, curves.subList(from, Math.min(curves.size(), from + BATCH))));
        }
        return worst;
    }

    /** How far two model files disagree. */
    public static Parity between(OnnxModel one, OnnxModel other, List<EncodedLightCurve> curves) {
        List<Prediction> expected = one.predict(curves);
        List<Prediction> got = other.predict(curves);
        Parity worst = new Parity(0, 0, 0, 0, 0);
        for (int i = 0; i < curves.size(); i++) {
            worst = worst.and(between(expected.get(i), got.get(i)));
        }
        return worst;
    }

    static Parity between(Prediction expected, Prediction got) {
        FlareEstimate flare = expected.flare();
        FlareEstimate other = got.flare();
        float[] attention = expected.attention();
        float[] seen = got.attention();
        if ((flare == null) != (other == null) || (attention == null) != (seen == null)) {
            throw new IllegalArgumentException("the models have different outputs");
        }
        return new Parity(
                difference(doubles(expected.probabilities()), doubles(got.probabilities())),
                attention == null || seen == null ? 0 : difference(doubles(attention), doubles(seen)),
                flare == null || other == null ? 0 : difference(flare.mean(), other.mean()),
                flare == null || other == null ? 0 : difference(flare.covariance(), other.covariance()),
                1);
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double difference(double[] expected, double[] got) {
        double worst = expected.length == got.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(expected.length, got.length); i++) {
            worst = Math.max(worst, difference(got[i], expected[i]));
        }
        return worst;
    }

    private Parity and(Parity that) {
        return new Parity(
                Math.max(probabilities, that.probabilities),
                Math.max(attention, that.attention),
                Math.max(flare, that.flare),
                Math.max(covariance, that.covariance),
                curves + that.curves);
    }

    private static Parity batch(Committee network, OnnxModel model, List<EncodedLightCurve> curves) {
        List<Prediction> predictions = model.predict(curves);
        Architecture architecture = network.architecture();
        double p = 0;
        double a = 0;
        double f = 0;
        double c = 0;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Batch batch = Batch.of(curves);
            Transformer.Output output = network.forward(batch);
            double cooling = 1 / model.card().temperature();
            float[] probabilities =
                    Tensors.floats(output.logits().mul(new Scalar(cooling)).softmax(-1));
            float[] attention = output.attention().defined() ? Tensors.floats(output.attention()) : new float[0];
            float[] flare = architecture.flare() ? Tensors.floats(output.flareMean()) : new float[0];
            Tensor spread = network.flareSpread();
            float[] covariance =
                    spread != null ? Tensors.floats(FlareLikelihood.covariance(output, spread)) : new float[0];
            for (int b = 0; b < curves.size(); b++) {
                Prediction prediction = predictions.get(b);
                for (int i = 0; i < architecture.classes(); i++) {
                    p = Math.max(
                            p,
                            difference(prediction.probabilities()[i], probabilities[b * architecture.classes() + i]));
                }
                float[] seen = prediction.attention();
                for (int i = 0; seen != null && i < seen.length; i++) {
                    a = Math.max(a, difference(seen[i], attention[b * batch.length() + i]));
                }
                FlareEstimate estimate = prediction.flare();
                for (int i = 0; estimate != null && i < 3; i++) {
                    f = Math.max(f, difference(estimate.mean()[i], flare[3 * b + i]));
                }
                for (int i = 0; estimate != null && i < 9; i++) {
                    c = Math.max(c, difference(estimate.covariance()[i], covariance[9 * b + i]));
                }
            }
        }
        return new Parity(p, a, f, c, curves.size());
    }

    /** A NaN on either side is an infinite difference. */
    private static double difference(double served, double trained) {
        double difference = Math.abs(served - trained) / Math.max(1, Math.abs(trained));
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
}
