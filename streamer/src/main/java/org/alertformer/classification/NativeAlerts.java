package org.alertformer.classification;

import java.util.ArrayList;
import java.util.List;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.ObservationKind;

/** Alerts in the native form, the one that {@code run --survey native} reads. */
public final class NativeAlerts {
    private NativeAlerts() {}

    /** An alert as it came, the triggering observation first and the history from the newest to the oldest. */
    public static Alert of(SurveyAlert alert) {
        List<Observation> history = alert.history();
        List<org.alertformer.schemas.Observation> observations = new ArrayList<>(history.size() + 1);
        observations.add(observation(alert.trigger()));
        for (int i = history.size() - 1; i >= 0; i--) {
            observations.add(observation(history.get(i)));
        }
        return new Alert(
                alert.survey(),
                alert.object().number(),
                alert.object().name(),
                alert.alertId(),
                alert.ra(),
                alert.dec(),
                observations);
    }

    /** A pending alert with its whole light curve; the newest observation, the one of the alert's epoch, first. */
    public static Alert of(PendingAlert pending) {
        List<Observation> curve = pending.curve().observations();
        int newest = curve.size() - 1;
        return of(new SurveyAlert(
                pending.survey(),
                pending.object(),
                pending.alertId(),
                pending.ra(),
                pending.dec(),
                curve.get(newest),
                curve.subList(0, newest)));
    }

    /** One observation as it is published. */
    private static org.alertformer.schemas.Observation observation(Observation observation) {
        return new org.alertformer.schemas.Observation(
                observation.id(),
                observation.mjd(),
                observation.band().symbol(),
                observation.flux(),
                observation.fluxErr(),
                ObservationKind.valueOf(observation.kind().name()),
                observation.processedMjd());
    }
}
