package org.alertformer.trainer.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The Gaussian negative log-likelihood of flare parameters under the head's means m and Cholesky factor L: with z the
 * solution of L z = (y - m) / spread, it is |z|^2 / 2 + sum ln l_ii, up to a constant.
 */
public final class FlareLikelihood {
    private FlareLikelihood() {}

    /**
     * @param targets (ln amplitude, onset, ln decay) [B, 3]; any finite numbers where the weight is 0
     * @param weights [B]
     * @param spread [3]
     * @return the sum over the batch
     */
    public static Tensor negative(Transformer.Output output, Tensor targets, Tensor weights, Tensor spread) {
        Tensor residual = targets.sub(output.flareMean()).div(spread);
        Tensor factor = output.flareFactor();
        Tensor logs = factor.narrow(1, 0, 3)
                .clamp(
                        new ScalarOptional(new Scalar(Architecture.LOWEST_LOG_SPREAD)),
                        new ScalarOptional(new Scalar(Architecture.HIGHEST_LOG_SPREAD)));
        Tensor inverse = logs.neg().exp();
        Tensor z1 = residual.select(1, 0).mul(inverse.select(1, 0));
        Tensor z2 = residual.select(1, 1).sub(factor.select(1, 3).mul(z1)).mul(inverse.select(1, 1));
        Tensor z3 = residual.select(1, 2)
                .sub(factor.select(1, 4).mul(z1))
                .sub(factor.select(1, 5).mul(z2))
                .mul(inverse.select(1, 2));
        Tensor squares = z1.square().add(z2.square()).add(z3.square()).mul(new Scalar(0.5));
        return squares.add(logs.sum(1)).mul(weights).sum();
    }

    /** The covariance [B, 3, 3] in the units of the parameters. */
    public static Tensor covariance(Transformer.Output output, Tensor spread) {
        Tensor factor = output.flareFactor();
        Tensor diagonal = factor.narrow(1, 0, 3)
                .clamp(
                        new ScalarOptional(new Scalar(Architecture.LOWEST_LOG_SPREAD)),
                        new ScalarOptional(new Scalar(Architecture.HIGHEST_LOG_SPREAD)))
                .exp();
        Tensor zero = torch.zeros_like(diagonal.select(1, 0));
        Tensor lower = torch.stack(
                        new TensorVector(
                                diagonal.select(1, 0),
                                zero,
                                zero,
                                factor.select(1, 3),
                                diagonal.select(1, 1),
                                zero,
                                factor.select(1, 4),
                                factor.select(1, 5),
                                diagonal.select(1, 2)),
                        1)
                .view(-1, 3, 3)
                .mul(spread.view(3, 1));
        return lower.matmul(lower.transpose(1, 2));
    }
}
