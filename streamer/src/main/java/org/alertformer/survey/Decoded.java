package org.alertformer.survey;

import org.alertformer.lightcurve.SurveyAlert;

/** What a well-formed message turned out to hold. */
public sealed interface Decoded {
    /** An alert to classify. */
    record Accepted(SurveyAlert alert) implements Decoded {}

    /**
     * A message that is in order but not of our kind, such as a solar-system alert. Counted, not an error.
     *
     * @param reason a short fixed code, for instance {@code solar-system}
     */
    record Skipped(String reason) implements Decoded {}
}
