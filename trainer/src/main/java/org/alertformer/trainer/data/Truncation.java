package org.alertformer.trainer.data;

import java.util.Arrays;
import java.util.Random;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;

/**
 * How much of a light curve is seen: it is cut at one of its alerts, as the stream would have had it then, so that one
 * model serves every alert from the first on.
 *
 * @param full chance of the last alert
 * @param early chance of an alert whose number is log-uniform; what is left is uniform over all alerts
 */
public record Truncation(double full, double early) {
    public static final Truncation NONE = new Truncation(1, 0);
    public static final Truncation UNIFORM = new Truncation(0, 0);

    public Truncation {
        if (!(full >= 0 && early >= 0 && full + early <= 1)) {
            throw new IllegalArgumentException(
                    "truncation: full " + full + " and early " + early + " must be chances whose sum is at most 1");
        }
    }

    /** The light curve as of a random alert; of a random observation if it has no detections. */
    public LightCurve draw(LightCurve curve, Random random) {
        int[] alerts = alerts(curve);
        double which = random.nextDouble();
        double position = random.nextDouble();
        int alert;
        if (which < full) {
            alert = alerts.length - 1;
        } else if (which < full + early) {
            alert = (int) Math.pow(alerts.length + 1.0, position) - 1;
        } else {
            alert = (int) (alerts.length * position);
        }
        return curve.asOf(curve.get(alerts[Math.min(alert, alerts.length - 1)]).mjd());
    }

    /** Positions of the observations that raised an alert. */
    static int[] alerts(LightCurve curve) {
        int[] positions = new int[curve.size()];
        int count = 0;
        for (int i = 0; i < curve.size(); i++) {
            if (curve.get(i).kind() == Kind.DETECTION) {
                positions[count++] = i;
            }
        }
        if (count > 0) {
            return Arrays.copyOf(positions, count);
        }
        for (int i = 0; i < curve.size(); i++) {
            positions[i] = i;
        }
        return positions;
    }
}
