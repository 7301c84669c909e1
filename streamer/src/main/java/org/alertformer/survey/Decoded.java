package org.alertformer.survey;

import java.util.Map;
import org.alertformer.lightcurve.SurveyAlert;

/** What a well-formed message turned out to hold. */
public sealed interface Decoded {
    /**
     * An alert to classify.
     *
     * @param alert the alert
     * @param version of the survey's packet format, as the survey writes it; empty if the packet does not say
     * @param dropped how many rows of the packet's history were not usable, by reason
     */
    record Accepted(SurveyAlert alert, String version, Map<String, Integer> dropped) implements Decoded {
        public Accepted {
            dropped = Map.copyOf(dropped);
        }

        public Accepted(SurveyAlert alert) {
            this(alert, "", Map.of());
        }
    }

    /**
     * A message that is in order but not of our kind, such as a solar-system alert. Counted, not an error.
     *
     * @param reason a short fixed code, for instance {@code solar-system}
     */
    record Skipped(String reason) implements Decoded {}
}
