package org.alertformer.scoring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Model;
import org.alertformer.simulation.TruthFile;
import org.alertformer.simulation.TruthRow;

/**
 * Judges published alerts as they come. Alerts of one object must come in the order they were published, as a topic keyed by
 * object delivers them; objects may be mixed in any way. A second answer to one alert is counted and otherwise
 * ignored. For one thread.
 */
public final class Scorecard {
    private static final double LEAST_PROBABILITY = 1e-15;

    private final Map<Long, ObjectScore> objects = new HashMap<>();
    private final ClassTally tally = new ClassTally();
    private final Calibration calibration = new Calibration();
    private final Bins byObservations = Bins.ofObservations();
    private final Bins byDays = Bins.ofDays();
    private final FlareTally flares = new FlareTally();
    private final Samples streamLatency = new Samples();
    private final Samples endToEndLatency = new Samples();
    private double logLoss;
    private long outside;
    private double outsideProbability;
    private long duplicated;
    private long unknownObjects;
    private boolean sendingSeen;
    private String model = "";

    private Scorecard() {}

    public static Scorecard of(Collection<TruthRow> truth) {
        var scorecard = new Scorecard();
        truth.forEach(scorecard::expect);
        return scorecard;
    }

    /** Against a truth file; throws {@link IOException} naming the file and line it cannot read. */
    public static Scorecard of(Path truthFile) throws IOException {
        var scorecard = new Scorecard();
        TruthFile.read(truthFile, scorecard::expect);
        return scorecard;
    }

    private void expect(TruthRow row) {
        if (objects.putIfAbsent(row.objectId(), new ObjectScore(row)) != null) {
            throw new IllegalArgumentException("object " + row.objectId() + " comes twice in the truth");
        }
    }

    /** An alert was seen on the input topic. From the first one on, losses are counted against these alone. */
    public void sent(long objectId, long alertId) {
        sendingSeen = true;
        ObjectScore object = objects.get(objectId);
        if (object != null) {
            object.sent(alertId);
        }
    }

    /**
     * A class alert as it arrives.
     *
     * @param alert a class alert
     * @param receivedMillis when this reader got it, milliseconds since 1970, UTC
     */
    public void add(ClassAlert alert, long receivedMillis) {
        if (add(alert)) {
            endToEndLatency.add(receivedMillis - alert.getIngestedAt().toEpochMilli());
        }
    }

    /**
     * A class alert that was published before this reader began: its way here is not timed.
     *
     * @return whether it is the first answer to an alert of an object that the truth knows
     */
    public boolean add(ClassAlert alert) {
        ObjectScore object = objects.get(alert.getObjectId());
        if (object == null) {
            unknownObjects++;
            return false;
        }
        if (!object.answered(alert.getAlertId())) {
            duplicated++;
            return false;
        }
        Model used = alert.getModel();
        model = used.getName() + " " + used.getVersion() + " " + used.getDigest();
        long ingested = alert.getIngestedAt().toEpochMilli();
        streamLatency.add(alert.getPublishedAt().toEpochMilli() - ingested);
        double probability = probability(alert, object.truth().label());
        if (Double.isNaN(probability)) {
            outside++;
            outsideProbability += alert.getBestProbability();
        } else {
            judge(alert, object, probability);
        }
        return true;
    }

    private void judge(ClassAlert alert, ObjectScore object, double probability) {
        String truth = object.truth().label();
        String named = alert.getBestClass();
        double days = object.classified(alert.getMjd(), named);
        tally.add(truth, named);
        calibration.add(alert.getBestProbability(), named.equals(truth));
        logLoss -= Math.log(Math.max(LEAST_PROBABILITY, probability));
        byObservations.add(alert.getObservationCount(), truth, named);
        byDays.add(days, truth, named);
    }

    public void add(FlareAlert alert) {
        ObjectScore object = objects.get(alert.getObjectId());
        if (object != null) {
            flares.add(alert, object.truth());
        }
    }

    /** Alerts that have an answer. */
    public long answered() {
        return streamLatency.size();
    }

    /** Alerts that must be answered, as far as is known. */
    public long expected() {
        long expected = 0;
        for (ObjectScore object : objects.values()) {
            expected += sendingSeen ? object.sentCount() : object.truth().alerts();
        }
        return expected;
    }

    /** How things stand. */
    public ScoreReport report() {
        Map<String, Double> f1 = new TreeMap<>();
        tally.confusion().keySet().forEach(label -> f1.put(label, tally.f1(label)));
        ClassTally lastOnes = new ClassTally();
        Map<String, RecognitionTally> recognition = new TreeMap<>();
        for (ObjectScore object : objects.values()) {
            if (object.isClassified()) {
                String label = object.truth().label();
                lastOnes.add(label, object.lastNamed());
                recognition.computeIfAbsent(label, l -> new RecognitionTally()).add(object);
            }
        }
        Map<String, ScoreReport.Recognition> recognised = new TreeMap<>();
        recognition.forEach((label, sum) -> recognised.put(label, sum.report()));
        return new ScoreReport(
                model,
                tally.total(),
                lastOnes.total(),
                tally.accuracy(),
                tally.macroF1(),
                tally.total() == 0 ? Double.NaN : logLoss / tally.total(),
                lastOnes.accuracy(),
                calibration.expectedError(),
                calibration.reliability(),
                f1,
                tally.confusion(),
                byObservations.steps(),
                byDays.steps(),
                recognised,
                new ScoreReport.Outside(outside, outside == 0 ? Double.NaN : outsideProbability / outside),
                flares.report(),
                latency(streamLatency),
                latency(endToEndLatency),
                delivery());
    }

    private ScoreReport.Delivery delivery() {
        long lost = 0;
        for (ObjectScore object : objects.values()) {
            lost += sendingSeen
                    ? object.unanswered()
                    : Math.max(0, object.truth().alerts() - object.answeredCount());
        }
        return new ScoreReport.Delivery(expected(), answered(), lost, duplicated, unknownObjects);
    }

    private static ScoreReport.Latency latency(Samples samples) {
        return new ScoreReport.Latency(
                samples.quantile(0.5),
                samples.quantile(0.9),
                samples.quantile(0.98),
                samples.quantile(0.99),
                samples.quantile(0.999),
                samples.quantile(1));
    }

    /** Of a class; NaN if the model does not know it. */
    private static double probability(ClassAlert alert, String label) {
        for (Classification classification : alert.getClassifications()) {
            if (classification.getName().equals(label)) {
                return classification.getProbability();
            }
        }
        return Double.NaN;
    }
}
