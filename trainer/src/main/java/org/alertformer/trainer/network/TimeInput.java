package org.alertformer.trainer.network;

import java.util.function.Function;
import org.alertformer.encoding.TimeEncoding;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** From features and times to tokens; the formulas are those of {@link TimeChannels}. */
record TimeInput(Architecture architecture, Function<String, Tensor> parameter) {
    /** features [B, L, F] and time [B, L] to tokens [B, L, d]. */
    Tensor tokens(Tensor features, Tensor time) {
        TimeChannels channels = architecture.timeChannels();
        Tensor t = time.unsqueeze(2);
        if (channels.logarithmic()) {
            t = t.log1p();
        }
        Tensor inputs = switch (channels.kind()) {
            case sinusoidal, log -> torch.cat(new TensorVector(features, waves(t, channels)), 2);
            case time2vec -> torch.cat(new TensorVector(features, time2vec(t, channels)), 2);
            case learned -> torch.cat(new TensorVector(features, hats(t, channels)), 2);
            case none, delta, fourier, rotary -> features;
        };
        Tensor tokens = torch.linear(
                inputs, parameter.apply("input.weight"), new TensorOptional(parameter.apply("input.bias")));
        if (channels.kind() == TimeEncoding.Kind.fourier) {
            Tensor waves = waves(t, channels);
            Tensor alpha = torch.linear(waves, parameter.apply("time.alpha"), new TensorOptional());
            Tensor beta = torch.linear(waves, parameter.apply("time.beta"), new TensorOptional());
            return tokens.mul(alpha).add(beta);
        }
        return tokens;
    }

    private static Tensor waves(Tensor t, TimeChannels channels) {
        float[] w = Initializer.floats(channels.frequencies());
        Tensor angle = t.mul(Tensor.create(w, 1, 1, w.length));
        return torch.cat(new TensorVector(angle.sin(), angle.cos()), 2);
    }

    private Tensor time2vec(Tensor t, TimeChannels channels) {
        Tensor linear = parameter.apply("time.linear");
        Tensor trend = t.mul(new Scalar(1 / channels.span()))
                .mul(linear.narrow(0, 0, 1))
                .add(linear.narrow(0, 1, 1));
        Tensor waves = t.mul(parameter.apply("time.omega"))
                .add(parameter.apply("time.phi"))
                .sin();
        return torch.cat(new TensorVector(trend, waves), 2);
    }

    private static Tensor hats(Tensor t, TimeChannels channels) {
        float[] centres = new float[channels.count()];
        for (int j = 0; j < centres.length; j++) {
            centres[j] = j;
        }
        double perBin = (channels.count() - 1) / Math.log1p(channels.span());
        Tensor distance = t.mul(new Scalar(perBin))
                .sub(Tensor.create(centres, 1, 1, centres.length))
                .abs();
        return distance.mul(new Scalar(-1.0)).add(new Scalar(1.0)).relu();
    }
}
