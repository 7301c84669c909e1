package org.alertformer.scoring;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scorecard. Fractions are between 0 and 1, NaN where there was nothing to judge.
 *
 * @param model name, version and digest of the model that made the last classification; empty before
 * @param alerts class alerts judged
 * @param objects objects they belong to
 * @param accuracy fraction of class alerts whose best class is the true one
 * @param macroF1 F1 averaged over the true classes
 * @param logLoss mean of -ln of the true class' probability, probabilities bounded below by 1e-15
 * @param objectAccuracy fraction of objects whose last class alert is right
 * @param calibrationError expected calibration error of the best class' probability
 * @param reliability the bins it was computed from
 * @param f1 by true class
 * @param confusion class alerts by true class, then by named class
 * @param byObservations as a function of detections and forced measurements in the light curve
 * @param byDays as a function of days since the object's first alert
 * @param recognition by true class: how soon
 * @param outside class alerts of objects whose class the model does not know; they count nowhere else
 * @param flares flare alerts against the true flares
 * @param streamLatency from the survey's message to its class alert's publication [ms]
 * @param endToEndLatency from the survey's message to this reader [ms]
 * @param delivery what went missing and what came twice
 */
public record ScoreReport(
        String model,
        long alerts,
        long objects,
        double accuracy,
        double macroF1,
        double logLoss,
        double objectAccuracy,
        double calibrationError,
        List<Reliability> reliability,
        Map<String, Double> f1,
        Map<String, Map<String, Long>> confusion,
        List<Step> byObservations,
        List<Step> byDays,
        Map<String, Recognition> recognition,
        Outside outside,
        Flares flares,
        Latency streamLatency,
        Latency endToEndLatency,
        Delivery delivery) {
    /**
     * @param alerts class alerts with such probabilities
     * @param stated mean probability of the best class
     * @param right fraction right
     */
    public record Reliability(long alerts, double stated, double right) {}

    /**
     * @param from lower edge, included
     * @param below upper edge, not included; null of the last
     * @param alerts class alerts in between
     * @param accuracy fraction right
     * @param macroF1 averaged over the true classes
     */
    public record Step(double from, @Nullable Double below, long alerts, double accuracy, double macroF1) {}

    /**
     * @param objects of the class
     * @param everRight fraction that was named rightly at least once
     * @param daysToFirstRight median over those, since the first alert
     * @param alertsToFirstRight median number of class alerts up to then
     * @param stable fraction that is named rightly by the last class alert
     * @param daysToStable median over those, until the first of the unbroken run
     * @param daysToStable90 ninetieth percentile of the same
     * @param alertsToStable median number of class alerts up to then
     */
    public record Recognition(
            long objects,
            double everRight,
            double daysToFirstRight,
            double alertsToFirstRight,
            double stable,
            double daysToStable,
            double daysToStable90,
            double alertsToStable) {}

    /**
     * @param alerts class alerts
     * @param meanBestProbability how sure the model was of a class that cannot be right
     */
    public record Outside(long alerts, double meanBestProbability) {}

    /**
     * @param alerts flare alerts
     * @param withoutFlare those of objects that have none
     * @param all errors over all others
     * @param byClass the same by true class: a flare with a dip is not what the formula describes
     * @param last errors of each object's last one
     */
    public record Flares(
            long alerts, long withoutFlare, FlareErrors all, Map<String, FlareErrors> byClass, FlareErrors last) {}

    /**
     * @param alerts estimates judged
     * @param converged fraction whose refinement converged
     * @param amplitude in natural logarithm
     * @param onset in days
     * @param decay in natural logarithm
     */
    public record FlareErrors(
            long alerts, double converged, ParameterErrors amplitude, ParameterErrors onset, ParameterErrors decay) {}

    /**
     * @param bias median of estimate minus truth
     * @param scatter half the distance from the 16th to the 84th percentile
     * @param coverage68 fraction of 68 % intervals that hold the truth
     */
    public record ParameterErrors(double bias, double scatter, double coverage68) {}

    /** Percentiles in milliseconds. */
    public record Latency(double p50, double p90, double p98, double p99, double p999, double largest) {}

    /**
     * @param sent alerts sent: as seen on the input topic, else as the truth file counts them
     * @param answered alerts with a class alert
     * @param lost alerts without
     * @param duplicated class alerts beyond the first for one alert
     * @param unknownObjects class alerts of objects that the truth does not know
     */
    public record Delivery(long sent, long answered, long lost, long duplicated, long unknownObjects) {}
}
