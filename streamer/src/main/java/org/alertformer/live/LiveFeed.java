package org.alertformer.live;

import java.util.List;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;

/**
 * What the page knows of the night: the newest alerts, where they were, what was published last of each object, and
 * counts. All of it bounded, and lost when the process ends. Safe for use by several threads.
 */
final class LiveFeed {
    private static final int ALERTS = 16_384;
    private static final int OBJECTS = 10_000;
    private static final int PLACES = 5_000;
    /** Older ones were waiting on the topic when the page began to read: how long they took says nothing. */
    private static final long LIVE_MILLIS = 5_000;

    private final AlertRing ring = new AlertRing(ALERTS);
    private final ObjectMemory objects = new ObjectMemory(OBJECTS);
    private final NightStatistics statistics = new NightStatistics();
    private final SkySample sky;

    /**
     * @param classes of the model, which give the sky's class numbers their order
     */
    LiveFeed(List<String> classes) {
        sky = new SkySample(PLACES, classes);
    }

    /** Takes up a class alert that could be read at a time [ms since 1970, UTC]. */
    void take(ClassAlert alert, long readAt) {
        long publishedAt = alert.getPublishedAt().toEpochMilli();
        objects.put(alert);
        sky.add(alert.getRa(), alert.getDec(), alert.getBestClass());
        statistics.classAlert(alert.getBestClass(), publishedAt);
        if (readAt - publishedAt < LIVE_MILLIS) {
            statistics.latency(readAt - alert.getIngestedAt().toEpochMilli(), readAt);
        }
        ring.add(row(alert));
    }

    void take(FlareAlert alert) {
        objects.put(alert);
        statistics.flareAlert();
    }

    AlertRing ring() {
        return ring;
    }

    SkySample sky() {
        return sky;
    }

    NightStatistics statistics() {
        return statistics;
    }

    ObjectMemory objects() {
        return objects;
    }

    private static String row(ClassAlert alert) {
        return Json.object(json -> {
            json.writeStringField("survey", alert.getSurvey());
            json.writeStringField("object", alert.getObjectName());
            json.writeStringField("alert", Long.toString(alert.getAlertId()));
            Json.number(json, "ra", alert.getRa(), 5);
            Json.number(json, "dec", alert.getDec(), 5);
            Json.number(json, "mjd", alert.getMjd(), 5);
            json.writeStringField("class", alert.getBestClass());
            Json.number(json, "probability", alert.getBestProbability(), 4);
            json.writeNumberField("observations", alert.getObservationCount());
            json.writeNumberField("published", alert.getPublishedAt().toEpochMilli());
        });
    }
}
