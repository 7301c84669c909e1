package org.alertformer.topology;

import java.util.Set;
import java.util.TreeSet;
import org.alertformer.survey.Survey;

/**
 * What the topology is to do.
 *
 * @param input what is read
 * @param output what is written
 * @param maximumObservations observations kept per object; of more, the newest half, the peak and a sample stay
 * @param retentionDays objects without an observation for longer than this are forgotten [days]
 */
public record TopologySettings(
        InputSettings input, OutputSettings output, int maximumObservations, double retentionDays) {
    /** Of these the newest half is at least what the shipped models look at. */
    public static final int DEFAULT_MAXIMUM_OBSERVATIONS = 512;
    /** Nothing is forgotten. */
    public static final double NO_RETENTION = Double.POSITIVE_INFINITY;

    public TopologySettings {
        Set<String> both = new TreeSet<>(output.topicNames());
        both.removeIf(topic -> !input.topics().includes(topic));
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("topic " + String.join(", ", both) + " would be both read and written");
        }
        if (maximumObservations < 1) {
            throw new IllegalArgumentException("maximum observations " + maximumObservations + " is less than 1");
        }
        if (!(retentionDays > 0)) {
            throw new IllegalArgumentException("retention of " + retentionDays + " days is not positive");
        }
    }

    /** With objects that are never forgotten. */
    public TopologySettings(InputSettings input, OutputSettings output, int maximumObservations) {
        this(input, output, maximumObservations, NO_RETENTION);
    }

    /** The usual settings for one survey. */
    public static TopologySettings of(Survey survey, InputTopics inputs, OutputTopics outputs) {
        return new TopologySettings(
                InputSettings.of(survey, inputs), OutputSettings.of(outputs), DEFAULT_MAXIMUM_OBSERVATIONS);
    }
}
