package org.alertformer.topology;

import org.alertformer.lightcurve.SurveyAlert;
import org.jspecify.annotations.Nullable;

/** What became of a message of a survey. */
sealed interface Outcome {
    /** An alert to accumulate. */
    record Accepted(SurveyAlert alert) implements Outcome {}

    /** Bytes to publish on a topic; key and headers are the record's. */
    record Outgoing(String topic, byte @Nullable [] value) implements Outcome {}
}
