package org.alertformer.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alertformer.chaos.Uninterrupted.Answer;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a reader of the published topics sees.
 *
 * @param classes class alerts by object, in order
 * @param flaresCalledFor by object, the alerts whose class probabilities call for a flare alert
 * @param flares flare alerts by object, in order
 */
record PublishedAnswers(
        Map<String, List<Answer>> classes,
        Map<String, List<Answer>> flaresCalledFor,
        Map<String, List<Answer>> flares) {
    private static final float MINIMUM_FLARE_PROBABILITY = 0.5f;

    static PublishedAnswers of(
            List<ConsumerRecord<byte[], byte[]>> classAlerts,
            List<ConsumerRecord<byte[], byte[]>> flareAlerts,
            List<String> flareClasses) {
        AlertCodec<ClassAlert> classCodec = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
        AlertCodec<FlareAlert> flareCodec = AlertCodec.of(FlareAlert.class, Format.CONTAINER);
        Map<String, List<Answer>> classes = new HashMap<>();
        Map<String, List<Answer>> called = new HashMap<>();
        Map<String, List<Answer>> flares = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : classAlerts) {
            ClassAlert alert = classCodec.decode(record.value());
            put(
                    classes,
                    alert.getObjectName(),
                    new Answer(alert.getAlertId(), alert.getObservationCount(), alert.getLimitCount()));
            if (flareProbability(alert, flareClasses) >= MINIMUM_FLARE_PROBABILITY
                    && seen.add(alert.getObjectName() + " " + alert.getAlertId())) {
                put(called, alert.getObjectName(), new Answer(alert.getAlertId(), 0, 0));
            }
        }
        for (ConsumerRecord<byte[], byte[]> record : flareAlerts) {
            FlareAlert alert = flareCodec.decode(record.value());
            put(flares, alert.getObjectName(), new Answer(alert.getAlertId(), 0, 0));
        }
        return new PublishedAnswers(classes, called, flares);
    }

    private static void put(Map<String, List<Answer>> answers, String object, Answer answer) {
        answers.computeIfAbsent(object, name -> new ArrayList<>()).add(answer);
    }

    private static float flareProbability(ClassAlert alert, List<String> flareClasses) {
        float sum = 0;
        for (Classification classification : alert.getClassifications()) {
            sum += flareClasses.contains(classification.getName()) ? classification.getProbability() : 0;
        }
        return sum;
    }
}
