package org.alertformer.trainer.fit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.inference.ModelCard;
import org.alertformer.lightcurve.Band;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.network.Member;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a training.
 *
 * @param members the networks with the weights of their best epochs, the flare covariance calibrated
 * @param features with their normalisation
 * @param temperature of the softmax
 * @param history one record per epoch of each network
 */
public record Trained(
        List<Member> members, List<NormalizedFeature> features, double temperature, List<EpochRecord> history) {
    /** How many numbers there are. */
    public long weightCount() {
        return members.stream().mapToLong(member -> member.weights().count()).sum();
    }

    /**
     * The card of the model file.
     *
     * @param data what it was trained on
     * @param metrics figures on test data; null if there are none yet
     */
    public ModelCard card(Recipe recipe, CurveSet data, @Nullable Map<String, Double> metrics) {
        return new ModelCard(
                ModelCard.CARD_VERSION,
                recipe.name(),
                recipe.version(),
                members.get(0).architecture().flare()
                        ? List.of(ModelCard.Task.classification, ModelCard.Task.flare)
                        : List.of(ModelCard.Task.classification),
                data.classes(),
                recipe.network().flareClasses(),
                data.flareRange(),
                data.surveyFlareRanges(),
                features,
                recipe.network().sampling(),
                recipe.network().timeEncoding(),
                data.bands().stream().map(Band::symbol).toList(),
                1,
                recipe.network().maximumLength(),
                temperature,
                data.name() + ", sha256 " + data.digest(),
                recipe.toJson(),
                metrics,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
