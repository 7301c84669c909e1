package org.alertformer.trainer.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Rotary position embedding on continuous time; see {@link TimeChannels}. */
abstract class Rotation {
    static final Rotation NONE = new Rotation() {
        @Override
        Tensor turn(Tensor x) {
            return x;
        }
    };

    /** x [B, heads, S, D], turned. */
    abstract Tensor turn(Tensor x);

    /** @param time [B, 1, S, 1] */
    static Rotation of(Tensor time, Architecture architecture) {
        int half = architecture.headWidth() / 2;
        float[] theta = new float[half];
        for (int j = 0; j < half; j++) {
            theta[j] = (float) Math.pow(architecture.timeChannels().span(), -(double) j / half);
        }
        Tensor angle = time.mul(Tensor.create(theta, 1, 1, 1, half));
        Tensor cos = angle.cos();
        Tensor sin = angle.sin();
        return new Rotation() {
            @Override
            Tensor turn(Tensor x) {
                Tensor first = x.narrow(3, 0, half);
                Tensor second = x.narrow(3, half, half);
                Tensor turned = first.mul(cos).sub(second.mul(sin), new Scalar(1.0));
                return torch.cat(new TensorVector(turned, first.mul(sin).add(second.mul(cos))), 3);
            }
        };
    }
}
