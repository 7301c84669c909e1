package org.alertformer.topology;

import org.alertformer.survey.Survey;
import org.alertformer.survey.WriterSchemas;

/**
 * What is read.
 *
 * @param survey the format
 * @param schemas those that messages name by an id
 * @param topics which topics
 * @param keyedByObject whether the messages' keys are the objects' designations already, so that no repartition is needed
 * @param maximumRecordBytes longer records become dead letters unread
 * @param maximumFailures so many records of a topic that fail in a row stop the stream; 0 for never
 */
public record InputSettings(
        Survey survey,
        WriterSchemas schemas,
        InputTopics topics,
        boolean keyedByObject,
        int maximumRecordBytes,
        int maximumFailures) {
    public static final int DEFAULT_MAXIMUM_RECORD_BYTES = 4 << 20;
    public static final int DEFAULT_MAXIMUM_FAILURES = 100;

    public InputSettings {
        if (maximumRecordBytes < 1) {
            throw new IllegalArgumentException("maximum record bytes " + maximumRecordBytes + " is less than 1");
        }
        if (maximumFailures < 0) {
            throw new IllegalArgumentException("maximum failures " + maximumFailures + " are negative");
        }
    }

    /** As usual: native alerts are keyed by their objects, other surveys' are not. */
    public static InputSettings of(Survey survey, InputTopics topics) {
        return new InputSettings(
                survey,
                WriterSchemas.bundled(),
                topics,
                survey == Survey.NATIVE,
                DEFAULT_MAXIMUM_RECORD_BYTES,
                DEFAULT_MAXIMUM_FAILURES);
    }
}
