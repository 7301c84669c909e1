package org.alertformer.trainer.fit;

import java.util.List;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.trainer.network.Members;

/**
 * The outcome of a training.
 *
 * @param members weights of the best epoch of each network, the flare covariance calibrated
 * @param features with their normalisation
 * @param temperature of the softmax
 * @param history one record per epoch of each network
 */
public record Trained(
        Members members, List<NormalizedFeature> features, double temperature, List<EpochRecord> history) {}
