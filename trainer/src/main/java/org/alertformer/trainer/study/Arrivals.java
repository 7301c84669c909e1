package org.alertformer.trainer.study;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;

/** Counts what alerts do to the light curves of their objects: whether a state carried from the alert before is of use. */
final class Arrivals {
    private static final double A_SECOND = 1 / 86_400.0;
    private static final double SLIGHT = 0.1;

    private final Map<String, ObjectState> objects = new HashMap<>();
    private long first;
    private long appended;
    private long rows;
    private long retouched;
    private long inserted;
    private long revised;
    private long late;
    private long repeated;

    /**
     * Takes up an alert.
     *
     * @param alert in the order of arrival
     */
    void add(SurveyAlert alert) {
        String key = alert.survey() + " " + alert.object().name();
        ObjectState before = objects.getOrDefault(key, ObjectState.empty());
        ObjectState.Step step = before.accept(alert, Integer.MAX_VALUE);
        objects.put(key, step.state());
        if (before.answered(alert.alertId())) {
            repeated++;
        } else if (before.isEmpty()) {
            first++;
        } else if (continues(before.curve(), step.asOf())) {
            appended++;
            rows += step.asOf().size() - before.curve().size();
        } else if (alert.trigger().mjd() < before.newestMjd()) {
            late++;
        } else if (new HashSet<>(step.asOf().observations())
                .containsAll(before.curve().observations())) {
            inserted++;
        } else if (isRetouched(before.curve(), step.asOf())) {
            retouched++;
        } else {
            revised++;
        }
    }

    /** Whether a light curve begins with another, row by row. */
    private static boolean continues(LightCurve before, LightCurve now) {
        List<Observation> observations = now.observations();
        return now.size() > before.size()
                && observations.subList(0, before.size()).equals(before.observations());
    }

    /** Whether it does so but for changes far below the errors. */
    private static boolean isRetouched(LightCurve before, LightCurve now) {
        for (int i = 0; i < before.size(); i++) {
            Observation known = before.get(i);
            Observation fresh = now.get(i);
            boolean same = known.band() == fresh.band()
                    && known.kind() == fresh.kind()
                    && Math.abs(known.mjd() - fresh.mjd()) < A_SECOND
                    && Math.abs(known.flux() - fresh.flux()) < SLIGHT * known.fluxErr()
                    && Math.abs(known.fluxErr() - fresh.fluxErr()) < SLIGHT * known.fluxErr();
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** What the store holds of an object, mean over the objects [bytes]. */
    double bytesPerObject() {
        return storedBytes() / objects.size();
    }

    /** What the store holds, per observation [bytes]. */
    double bytesPerObservation() {
        return storedBytes()
                / objects.values().stream()
                        .mapToInt(state -> state.curve().size())
                        .sum();
    }

    private double storedBytes() {
        return objects.values().stream()
                .mapToInt(state -> state.toBytes().length)
                .sum();
    }

    int objects() {
        return objects.size();
    }

    /** Alerts that began a light curve. */
    long first() {
        return first;
    }

    /** Alerts that left all that was known as it was, and came after it. */
    long appended() {
        return appended;
    }

    /** New observations per appended alert; NaN if there was none. */
    double rowsPerAppended() {
        return (double) rows / appended;
    }

    /** Alerts that brought observations from before the newest that was known, and changed none. */
    long inserted() {
        return inserted;
    }

    /** Alerts that would have appended, had they not changed known observations by less than a tenth of their errors. */
    long retouched() {
        return retouched;
    }

    /** Alerts that replaced a known observation by another version. */
    long revised() {
        return revised;
    }

    /** Alerts that were older than what was known. */
    long late() {
        return late;
    }

    /** Fraction that appended, of those that found a light curve; NaN if none did. */
    double appendedFraction() {
        return (double) appended / (appended + retouched + inserted + revised + late);
    }

    /** Alerts that had come before. */
    long repeated() {
        return repeated;
    }
}
