package org.alertformer.topology;

import java.util.Set;
import java.util.TreeSet;
import org.alertformer.survey.Survey;

/**
 * What the topology is to do.
 *
 * @param input what is read
 * @param output what is written
 * @param maximumObservations observations kept per object, the newest
 */
public record TopologySettings(InputSettings input, OutputSettings output, int maximumObservations) {
    public static final int DEFAULT_MAXIMUM_OBSERVATIONS = 256;

    public TopologySettings {
        Set<String> both = new TreeSet<>(output.topicNames());
        both.removeIf(topic -> !input.topics().includes(topic));
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("topic " + String.join(", ", both) + " would be both read and written");
        }
        if (maximumObservations < 1) {
            throw new IllegalArgumentException("maximum observations " + maximumObservations + " is less than 1");
        }
    }

    /** The usual settings for one survey. */
    public static TopologySettings of(Survey survey, InputTopics inputs, OutputTopics outputs) {
        return new TopologySettings(
                InputSettings.of(survey, inputs), OutputSettings.of(outputs), DEFAULT_MAXIMUM_OBSERVATIONS);
    }
}
