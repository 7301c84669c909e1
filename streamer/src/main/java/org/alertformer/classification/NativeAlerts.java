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

    /** A pending alert with its whole light curve, the triggering observation first. */
    public static Alert of(PendingAlert pending) {
        List<org.alertformer.schemas.Observation> observations = new ArrayList<>();
        List<Observation> curve = pending.curve().observations();
        for (int i = curve.size() - 1; i >= 0; i--) {
            observations.add(observation(curve.get(i)));
        }
        return new Alert(
                pending.survey(),
                pending.object().number(),
                pending.object().name(),
                pending.alertId(),
                pending.ra(),
                pending.dec(),
                observations);
    }

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

    /** One observation as it is published. */
    public static org.alertformer.schemas.Observation observation(Observation observation) {
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
