package org.alertformer.topology;

import java.util.Set;
import java.util.TreeSet;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;

/**
 * What the topology is to do.
 *
 * @param survey the format of the input
 * @param inputs topics to read
 * @param outputs topics to write
 * @param codecs how published records are written as bytes
 * @param keyedByObject whether the input's keys are the objects' designations already, so that no repartition is needed
 * @param maximumObservations observations kept per object, the newest
 * @param maximumRecordBytes longer records become dead letters unread
 * @param minimumFlareProbability flare alerts are published from this probability on
 * @param attention whether class alerts list the attention of each observation
 */
public record TopologySettings(
        Survey survey,
        InputTopics inputs,
        OutputTopics outputs,
        OutputCodecs codecs,
        boolean keyedByObject,
        int maximumObservations,
        int maximumRecordBytes,
        double minimumFlareProbability,
        boolean attention) {
    public static final int DEFAULT_MAXIMUM_OBSERVATIONS = 256;
    public static final int DEFAULT_MAXIMUM_RECORD_BYTES = 4 << 20;
    public static final double DEFAULT_MINIMUM_FLARE_PROBABILITY = 0.5;

    public TopologySettings {
        Set<String> both = inputs.among(Set.copyOf(outputs.all()));
        if (inputs instanceof InputTopics.Named named) {
            both = new TreeSet<>(named.topics());
            both.retainAll(outputs.all());
        }
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("topic " + String.join(", ", both) + " would be both read and written");
        }
        if (maximumObservations < 1) {
            throw new IllegalArgumentException("maximum observations " + maximumObservations + " is less than 1");
        }
        if (maximumRecordBytes < 1) {
            throw new IllegalArgumentException("maximum record bytes " + maximumRecordBytes + " is less than 1");
        }
        if (!(minimumFlareProbability >= 0 && minimumFlareProbability <= 1)) {
            throw new IllegalArgumentException(
                    "minimum flare probability " + minimumFlareProbability + " is not between 0 and 1");
        }
    }

    /** The usual settings for one survey: native alerts are keyed by their objects, other surveys' are not. */
    public static TopologySettings of(Survey survey, InputTopics inputs, OutputTopics outputs) {
        return new TopologySettings(
                survey,
                inputs,
                outputs,
                OutputCodecs.of(Format.CONTAINER),
                survey == Survey.NATIVE,
                DEFAULT_MAXIMUM_OBSERVATIONS,
                DEFAULT_MAXIMUM_RECORD_BYTES,
                DEFAULT_MINIMUM_FLARE_PROBABILITY,
                false);
    }
}
