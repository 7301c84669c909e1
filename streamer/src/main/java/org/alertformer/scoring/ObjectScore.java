package org.alertformer.scoring;

import java.util.Arrays;
import org.alertformer.simulation.TruthRow;

/** What is known of one object: its truth, which alerts were sent and answered, and since when it is named rightly. */
final class ObjectScore {
    private final TruthRow truth;
    private final AlertIds sent = new AlertIds();
    private final AlertIds answered = new AlertIds();
    private double firstMjd = Double.NaN;
    private int classified;
    private String lastNamed = "";
    private Reached firstRight = Reached.NEVER;
    private Reached stable = Reached.NEVER;

    ObjectScore(TruthRow truth) {
        this.truth = truth;
    }

    /**
     * A point in an object's history.
     *
     * @param days since its first alert
     * @param alerts how many were classified by then
     */
    record Reached(double days, int alerts) {
        static final Reached NEVER = new Reached(Double.NaN, 0);

        boolean ever() {
            return alerts > 0;
        }
    }

    TruthRow truth() {
        return truth;
    }

    void sent(long alertId) {
        sent.add(alertId);
    }

    /** Whether this is the first answer to the alert. */
    boolean answered(long alertId) {
        return answered.add(alertId);
    }

    /** Days since the first alert. */
    double classified(double mjd, String named) {
        if (classified == 0) {
            firstMjd = mjd;
        }
        classified++;
        lastNamed = named;
        Reached now = new Reached(mjd - firstMjd, classified);
        if (!named.equals(truth.label())) {
            stable = Reached.NEVER;
        } else {
            firstRight = firstRight.ever() ? firstRight : now;
            stable = stable.ever() ? stable : now;
        }
        return now.days();
    }

    boolean isClassified() {
        return classified > 0;
    }

    String lastNamed() {
        return lastNamed;
    }

    Reached firstRight() {
        return firstRight;
    }

    /** Since when all classifications are right; never, if the last is wrong. */
    Reached stable() {
        return stable;
    }

    /** Alerts that were sent, as far as their sending was seen. */
    int sentCount() {
        return sent.size;
    }

    int answeredCount() {
        return answered.size;
    }

    /** Alerts sent that have no answer. */
    int unanswered() {
        int missing = 0;
        for (int i = 0; i < sent.size; i++) {
            missing += answered.contains(sent.ids[i]) ? 0 : 1;
        }
        return missing;
    }

    /** A sorted set of ids; they come nearly sorted. */
    private static final class AlertIds {
        private long[] ids = new long[4];
        private int size;

        boolean add(long id) {
            int place = Arrays.binarySearch(ids, 0, size, id);
            if (place >= 0) {
                return false;
            }
            int at = -place - 1;
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, 2 * size);
            }
            System.arraycopy(ids, at, ids, at + 1, size - at);
            ids[at] = id;
            size++;
            return true;
        }

        boolean contains(long id) {
            return Arrays.binarySearch(ids, 0, size, id) >= 0;
        }
    }
}
