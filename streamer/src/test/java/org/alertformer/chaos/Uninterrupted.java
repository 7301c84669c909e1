package org.alertformer.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a stream that nothing ever interrupts makes of the input topic, worked out from the records in the order of their
 * partitions.
 *
 * @param answers by object, in order
 * @param states by object, in the end
 */
record Uninterrupted(Map<String, List<Answer>> answers, Map<String, ObjectState> states) {
    /** As {@code run} keeps them unless told otherwise. */
    static final int MAXIMUM_OBSERVATIONS = 256;

    /** What tells one published class alert of an object from another. */
    record Answer(long alertId, int observationCount, int limitCount) {}

    static Uninterrupted of(List<ConsumerRecord<byte[], byte[]>> input, int minimumLength) throws UndecodableException {
        AlertReader reader = Survey.NATIVE.reader();
        Map<String, List<Answer>> answers = new HashMap<>();
        Map<String, ObjectState> states = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : input) {
            SurveyAlert alert = ((Decoded.Accepted) reader.read(record.value())).alert();
            String object = alert.object().name();
            ObjectState before = states.getOrDefault(object, ObjectState.empty());
            ObjectState.Step step = before.accept(alert, MAXIMUM_OBSERVATIONS);
            states.put(object, step.state());
            if (!before.answered(alert.alertId()) && step.asOf().size() >= minimumLength) {
                int measured = step.asOf().measurementCount();
                answers.computeIfAbsent(object, name -> new ArrayList<>())
                        .add(new Answer(alert.alertId(), measured, step.asOf().size() - measured));
            }
        }
        return new Uninterrupted(answers, states);
    }

    int count() {
        return answers.values().stream().mapToInt(List::size).sum();
    }
}
