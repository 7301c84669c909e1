package org.alertformer.classification;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.ObservationKind;

/** Alerts in the native form, the one that {@code run --survey native} reads. */
public final class NativeAlerts {
    private NativeAlerts() {}

    /** An alert of any survey. */
    public static Alert of(SurveyAlert alert) {
        List<org.alertformer.schemas.Observation> observations = new ArrayList<>();
        for (Observation observation : alert.observations()) {
            observations.add(observation(observation));
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
        List<Observation> newestFirst = new ArrayList<>(pending.curve().observations());
        Collections.reverse(newestFirst);
        return of(new SurveyAlert(
                pending.survey(),
                pending.object(),
                pending.alertId(),
                pending.ra(),
                pending.dec(),
                newestFirst.get(0),
                newestFirst.subList(1, newestFirst.size())));
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
