package org.alertformer.trainer.fit;

import java.util.List;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Weights;

/**
 * The outcome of a training.
 *
 * @param architecture the network's shape
 * @param members weights of the best epoch of each network, the flare covariance calibrated
 * @param features with their normalisation
 * @param temperature of the softmax
 * @param history one record per epoch of the first network
 */
public record Trained(
        Architecture architecture,
        List<Weights> members,
        List<NormalizedFeature> features,
        double temperature,
        List<EpochRecord> history) {
    /** How many numbers there are. */
    public long weightCount() {
        return members.stream().mapToLong(Weights::count).sum();
    }
}
