package org.alertformer.lightcurve;

import java.util.ArrayList;
import java.util.List;

/**
 * One alert of any survey, reduced to what classification needs.
 *
 * @param survey name of the survey
 * @param object which object
 * @param alertId id of the alert, unique within its object
 * @param ra right ascension, ICRS [degrees]; NaN if the survey gives none
 * @param dec declination, ICRS [degrees]; NaN if the survey gives none
 * @param trigger the observation that raised the alert
 * @param history other observations that came with it, in any order, repetitions allowed
 */
public record SurveyAlert(
        String survey,
        ObjectId object,
        long alertId,
        double ra,
        double dec,
        Observation trigger,
        List<Observation> history) {
    public SurveyAlert {
        history = List.copyOf(history);
    }

    /** The trigger and the history. */
    public List<Observation> observations() {
        List<Observation> all = new ArrayList<>(history.size() + 1);
        all.add(trigger);
        all.addAll(history);
        return all;
    }
}
