package org.alertformer.trainer.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The Gaussian negative log-likelihood of flare parameters under the head's means m and Cholesky factor L: with z the
 * solution of L z = (y - m) / spread, it is |z|^2 / 2 + sum ln l_ii, up to a constant.
 *
 * @param squares |z|^2 [B]
 * @param logDeterminant sum ln l_ii [B]
 */
public record FlareLikelihood(Tensor squares, Tensor logDeterminant) {
    /**
     * @param targets (ln amplitude, onset, ln decay) [B, 3]
     * @param spread [3]
     * @return |z|^2 [B] and sum ln l_ii [B]
     */
    public static FlareLikelihood of(Transformer.Output output, Tensor targets, Tensor spread) {
        Tensor residual = targets.sub(output.flareMean()).div(spread);
        Tensor factor = output.flareFactor();
        Tensor logs = bounded(factor);
        Tensor inverse = logs.neg().exp();
        Tensor z1 = residual.select(1, 0).mul(inverse.select(1, 0));
        Tensor z2 = residual.select(1, 1).sub(factor.select(1, 3).mul(z1)).mul(inverse.select(1, 1));
        Tensor z3 = residual.select(1, 2)
                .sub(factor.select(1, 4).mul(z1))
                .sub(factor.select(1, 5).mul(z2))
                .mul(inverse.select(1, 2));
        return new FlareLikelihood(z1.square().add(z2.square()).add(z3.square()), logs.sum(1));
    }

    /** The negative log-likelihood [B]. */
    public Tensor negative() {
        return squares.mul(new Scalar(0.5)).add(logDeterminant);
    }

    private static Tensor bounded(Tensor factor) {
        return factor.narrow(1, 0, 3)
                .clamp(
                        new ScalarOptional(new Scalar(Architecture.LOWEST_LOG_SPREAD)),
                        new ScalarOptional(new Scalar(Architecture.HIGHEST_LOG_SPREAD)));
    }

    /** The covariance [B, 3, 3] in the units of the parameters. */
    public static Tensor covariance(Transformer.Output output, Tensor spread) {
        Tensor factor = output.flareFactor();
        Tensor diagonal = bounded(factor).exp();
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
