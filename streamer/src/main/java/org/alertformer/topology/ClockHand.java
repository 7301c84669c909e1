package org.alertformer.topology;

import org.alertformer.lightcurve.SurveyAlert;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Deletes objects that were quiet for too long, a few with every alert, so that there is no pause and no clock but the
 * alerts' own time. As the hand of a clock it goes round all objects, at least one for each alert: objects that come and
 * never come again are then at most twice as many as there are within the retention.
 *
 * <p>For the answers it makes no difference where the hand is: what is quiet for longer than the retention counts as
 * unknown already. It deletes {@value #GRACE_DAYS} days later than that, so that alerts out of order by less see the same
 * whether or not it was there. An alert from the future moves nothing but the few objects that it looks at.
 */
final class ClockHand {
    static final double GRACE_DAYS = 7;
    /** Objects in one go; opening an iterator costs more than a step of it. */
    static final int STRIDE = 16;

    private final LightCurveStore objects;
    private final double retentionDays;
    private @Nullable Bytes next;
    private int alerts;

    /** @param retentionDays infinite if nothing is to be deleted */
    ClockHand(LightCurveStore objects, double retentionDays) {
        this.objects = objects;
        this.retentionDays = retentionDays;
    }

    /** Returns how many objects were deleted. */
    int advance(SurveyAlert alert) {
        if (Double.isInfinite(retentionDays)) {
            return 0;
        }
        if (alerts == 0) { // a stream that is restarted often must not look at its first objects only
            next = LightCurveStore.start(alert.object().name());
        }
        if (++alerts % STRIDE != 0) {
            return 0;
        }
        double oldest = alert.trigger().mjd() - retentionDays - GRACE_DAYS;
        LightCurveStore.Sweep sweep = objects.deleteQuiet(next, STRIDE, oldest);
        next = sweep.next();
        return sweep.deleted();
    }
}
