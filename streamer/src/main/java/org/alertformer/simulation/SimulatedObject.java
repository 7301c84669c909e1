package org.alertformer.simulation;

import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.jspecify.annotations.Nullable;

/**
 * One source: the truth and everything the survey ever says of it.
 *
 * @param index its number in the survey, from 0
 * @param survey name of the survey
 * @param object its identity
 * @param sourceClass what it is; {@link SourceClass#label} is the class to learn
 * @param ra right ascension, ICRS [degrees]
 * @param dec declination, ICRS [degrees]
 * @param parameters everything drawn for it, by name
 * @param flare the flare of the classes flare and flare_dip, null for the others
 * @param observations in order of time: detections (at least 5 sigma, either sign), forced photometry and limits. Those up
 *     to and including the time of an alert are exactly what this and all earlier alerts deliver together; empty if the
 *     source never passes the threshold
 * @param historyDays how far back the history of an alert goes [days]
 */
public record SimulatedObject(
        long index,
        String survey,
        ObjectId object,
        SourceClass sourceClass,
        double ra,
        double dec,
        Map<String, Double> parameters,
        @Nullable FlareParameters flare,
        List<Observation> observations,
        double historyDays) {
    /** How many alerts it raises: the number of its detections. */
    public int alertCount() {
        return alertCount(0);
    }

    /** How many alerts it raises from a time [MJD] on. */
    public int alertCount(double fromMjd) {
        int count = 0;
        for (Observation observation : observations) {
            if (observation.kind() == Kind.DETECTION && observation.mjd() >= fromMjd) {
                count++;
            }
        }
        return count;
    }

    /**
     * The alert of one observation, a detection: it comes with the history of the days before, as a survey's packet does.
     *
     * @param position in {@link #observations}
     */
    public SurveyAlert alert(int position) {
        Observation trigger = observations.get(position);
        if (trigger.kind() != Kind.DETECTION) {
            throw new IllegalArgumentException("observation " + position + " of object " + object.name() + " is "
                    + trigger.kind() + ", only detections raise alerts");
        }
        int first = position;
        while (first > 0 && observations.get(first - 1).mjd() >= trigger.mjd() - historyDays) {
            first--;
        }
        return new SurveyAlert(survey, object, trigger.id(), ra, dec, trigger, observations.subList(first, position));
    }
}
