package org.alertformer.trainer.fit;

import java.util.List;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Weights;

/**
 * The outcome of a training.
 *
 * @param architecture the network's shape
 * @param weights of the best epoch, the flare covariance calibrated
 * @param features with their normalisation
 * @param temperature of the softmax
 * @param history one record per epoch
 */
public record Trained(
        Architecture architecture,
        Weights weights,
        List<NormalizedFeature> features,
        double temperature,
        List<EpochRecord> history) {}
