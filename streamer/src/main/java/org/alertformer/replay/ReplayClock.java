package org.alertformer.replay;

/**
 * Tells when each alert of a replay is due. It knows no wall clock: asked for one alert after the other in the order they
 * are sent, it answers in time since the first. A replay that is resumed asks for what is left only and so starts at once.
 *
 * <p>When sending cannot keep up, due times lie in the past and alerts leave as fast as they are taken, until the replay
 * has caught up; nothing is dropped and nothing is slowed down to hide it. Times that go back, as at the start of the
 * next round of a looping replay, count as no gap. For one thread.
 */
public final class ReplayClock {
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Pace pace;
    private long asked;
    private double due;
    private double lastMjd = Double.NaN;

    private ReplayClock(Pace pace) {
        this.pace = pace;
    }

    public static ReplayClock of(Pace pace) {
        return new ReplayClock(pace);
    }

    /**
     * When the next alert is due.
     *
     * @param mjd the time of its triggering observation [days]
     * @return nanoseconds since the first alert was due, never less than before
     */
    public long dueNanos(double mjd) {
        if (asked > 0) {
            due = dueSeconds(mjd);
        }
        asked++;
        lastMjd = mjd;
        return Math.round(due * NANOS_PER_SECOND);
    }

    private double dueSeconds(double mjd) {
        if (pace instanceof Pace.Recorded recorded) {
            double gap = Math.max(0, mjd - lastMjd) * SECONDS_PER_DAY / recorded.speed();
            return due + Math.min(gap, recorded.longestGapSeconds());
        }
        if (pace instanceof Pace.Steady steady) {
            return asked / steady.rate();
        }
        if (pace instanceof Pace.Bursts bursts) {
            boolean sameVisit = bursts.size() > 0 ? asked % bursts.size() != 0 : mjd == lastMjd;
            return sameVisit ? due : asked / bursts.rate();
        }
        return 0;
    }
}
