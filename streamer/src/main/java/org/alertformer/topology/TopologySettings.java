package org.alertformer.topology;

import java.util.List;
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
        List<String> inputs,
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
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("no input topics");
        }
        for (String output : outputs.all()) {
            if (inputs.contains(output)) {
                throw new IllegalArgumentException("topic " + output + " would be both read and written");
            }
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
    public static TopologySettings of(Survey survey, List<String> inputs, OutputTopics outputs) {
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
