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

    /** @param angle by which each pair is turned [B, 1, S, D / 2] */
    static Rotation of(Tensor angle) {
        long half = angle.size(3);
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
