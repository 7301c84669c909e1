package org.alertformer.classification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.classification.FlarePosterior.Quantiles;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.Prediction;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.TimeScale;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Interval;
import org.alertformer.schemas.Model;
import org.alertformer.schemas.ObservationWeight;
import org.jspecify.annotations.Nullable;

/**
 * An alert with its prediction, as the records that are published.
 *
 * @param alert what is answered
 * @param prediction what the model says
 * @param flare the flare's parameters; null if the model has none or a flare is too improbable
 */
public record Publication(
        PendingAlert alert, Prediction prediction, @Nullable FlarePosterior flare) {
    /**
     * Works out all that takes time; what is left is quick.
     *
     * @param minimumFlareProbability flare parameters are given from this probability on
     */
    public static Publication of(PendingAlert alert, Prediction prediction, double minimumFlareProbability) {
        FlareEstimate estimate = prediction.flare();
        FlarePosterior posterior = estimate == null || flareProbability(prediction) < minimumFlareProbability
                ? null
                : FlarePosterior.of(
                        estimate, alert.curve(), prediction.model().card().flareRangeIn(alert.survey()));
        return new Publication(alert, prediction, posterior);
    }

    /**
     * @param publishedAt the time of publication
     * @param withAttention whether to list the attention of each observation
     */
    public ClassAlert classAlert(Instant publishedAt, boolean withAttention) {
        ModelCard card = prediction.model().card();
        List<Classification> classifications = new ArrayList<>();
        for (int i = 0; i < card.classes().size(); i++) {
            classifications.add(
                    new Classification(card.classes().get(i), prediction.probabilities()[i]));
        }
        int best = prediction.best();
        LightCurve curve = alert.curve();
        int measurements = curve.measurementCount();
        ClassAlert.Builder builder = ClassAlert.newBuilder()
                .setSurvey(alert.survey())
                .setObjectId(alert.object().number())
                .setObjectName(alert.object().name())
                .setAlertId(alert.alertId())
                .setRa(alert.ra())
                .setDec(alert.dec())
                .setMjd(alert.mjd())
                .setObservationCount(measurements)
                .setLimitCount(curve.size() - measurements)
                .setTimespanDays(curve.timespanDays())
                .setClassifications(classifications)
                .setBestClass(card.classes().get(best))
                .setBestProbability(prediction.probabilities()[best])
                .setModel(model())
                .setObservedAt(TimeScale.instantOfMjdTai(alert.mjd()))
                .setIngestedAt(Instant.ofEpochMilli(alert.ingestedAt()))
                .setPublishedAt(publishedAt);
        List<ObservationWeight> weights = withAttention ? attention() : null;
        if (weights != null) {
            builder.setAttention(weights);
        }
        return builder.build();
    }

    /** Summed probability of the model's flare classes. */
    private static float flareProbability(Prediction prediction) {
        ModelCard card = prediction.model().card();
        float sum = 0;
        for (int i = 0; i < card.classes().size(); i++) {
            if (card.flareClasses().contains(card.classes().get(i))) {
                sum += prediction.probabilities()[i];
            }
        }
        return Math.min(1, sum);
    }

    /** The flare's parameters, or null if there are none to publish. */
    public @Nullable FlareAlert flareAlert(Instant publishedAt) {
        FlarePosterior posterior = flare;
        if (posterior == null) {
            return null;
        }
        List<Float> correlation = new ArrayList<>();
        for (float c : posterior.correlation()) {
            correlation.add(c);
        }
        return FlareAlert.newBuilder()
                .setSurvey(alert.survey())
                .setObjectId(alert.object().number())
                .setObjectName(alert.object().name())
                .setAlertId(alert.alertId())
                .setRa(alert.ra())
                .setDec(alert.dec())
                .setMjd(alert.mjd())
                .setFlareProbability(flareProbability(prediction))
                .setAmplitude(interval(posterior.amplitude()))
                .setOnsetMjd(interval(posterior.onsetMjd()))
                .setDecayDays(interval(posterior.decayDays()))
                .setCorrelation(correlation)
                .setReducedChiSquare(posterior.reducedChiSquare())
                .setConverged(posterior.converged())
                .setModel(model())
                .setObservedAt(TimeScale.instantOfMjdTai(alert.mjd()))
                .setIngestedAt(Instant.ofEpochMilli(alert.ingestedAt()))
                .setPublishedAt(publishedAt)
                .build();
    }

    private Model model() {
        ModelCard card = prediction.model().card();
        return new Model(card.name(), card.version(), prediction.model().digest(), card.trainingData());
    }

    private @Nullable List<ObservationWeight> attention() {
        float[] weights = prediction.attention();
        if (weights == null) {
            return null;
        }
        LightCurve encoded = alert.curve().newest(weights.length);
        List<ObservationWeight> listed = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            Observation observation = encoded.get(i);
            listed.add(new ObservationWeight(
                    observation.id(), observation.mjd(), observation.band().symbol(), weights[i]));
        }
        return listed;
    }

    private static Interval interval(Quantiles quantiles) {
        return new Interval(quantiles.median(), quantiles.lower(), quantiles.upper());
    }
}
