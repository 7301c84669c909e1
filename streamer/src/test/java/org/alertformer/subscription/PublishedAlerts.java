package org.alertformer.subscription;

import java.time.Instant;
import java.util.List;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Interval;
import org.alertformer.schemas.Model;

/** Records for tests. */
public final class PublishedAlerts {
    private static final Model MODEL = new Model("test", "1", "00", "none");
    private static final Instant TIME = Instant.parse("2026-03-01T04:05:06Z");

    private PublishedAlerts() {}

    public static ClassAlert classAlert(String object, long alert, String best, float probability) {
        return ClassAlert.newBuilder()
                .setSurvey("ztf")
                .setObjectId(1)
                .setObjectName(object)
                .setAlertId(alert)
                .setRa(1)
                .setDec(2)
                .setMjd(61_100.170_21)
                .setObservationCount(22)
                .setLimitCount(0)
                .setTimespanDays(30)
                .setClassifications(List.of(new Classification(best, probability)))
                .setBestClass(best)
                .setBestProbability(probability)
                .setModel(MODEL)
                .setObservedAt(TIME)
                .setIngestedAt(TIME)
                .setPublishedAt(TIME)
                .build();
    }

    public static FlareAlert flareAlert(String object, long alert) {
        return FlareAlert.newBuilder()
                .setSurvey("ztf")
                .setObjectId(1)
                .setObjectName(object)
                .setAlertId(alert)
                .setRa(1)
                .setDec(2)
                .setMjd(61_100.170_21)
                .setFlareProbability(0.9f)
                .setAmplitude(new Interval(1200.0, 1000.0, 1500.0))
                .setOnsetMjd(new Interval(61_090.25, 61_090.0, 61_090.75))
                .setDecayDays(new Interval(4.0, 3.0, Double.POSITIVE_INFINITY))
                .setCorrelation(List.of(0f, 0f, 0f))
                .setReducedChiSquare(1)
                .setConverged(false)
                .setModel(MODEL)
                .setObservedAt(TIME)
                .setIngestedAt(TIME)
                .setPublishedAt(TIME)
                .build();
    }
}
