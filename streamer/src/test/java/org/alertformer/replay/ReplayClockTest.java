package org.alertformer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReplayClockTest {
    private static final double SECOND = 1 / 86_400.0;
    private static final double START = 61_000.25;

    /** Three visits: two alerts, one alert 40 s later, two alerts after a day. */
    private static final double[] NIGHT = {START, START, START + 40 * SECOND, START + 1, START + 1};

    @Test
    void recorded_keepsTheGapsCompressed() {
        double[] due = due(Pace.recorded(20, Double.POSITIVE_INFINITY), NIGHT);

        assertThat(due).containsExactly(0, 0, 2, 4320, 4320);
    }

    @Test
    void recorded_cutsGapsToTheLongest() {
        double[] due = due(Pace.recorded(20, 5), NIGHT);

        assertThat(due).containsExactly(0, 0, 2, 7, 7);
    }

    @Test
    void recorded_nextRoundOfALoopFollowsWithoutAGap() {
        double[] due =
                due(Pace.recorded(1, Double.POSITIVE_INFINITY), START, START + 30 * SECOND, START, START + 30 * SECOND);

        assertThat(due).containsExactly(0, 30, 30, 60);
    }

    @Test
    void steady_evenlyWhateverTheTimes() {
        double[] due = due(Pace.steady(4), NIGHT);

        assertThat(due).containsExactly(0, 0.25, 0.5, 0.75, 1);
    }

    @Test
    void bursts_aVisitAtOnceAndTheRateOnAverage() {
        double[] due = due(Pace.bursts(4, 0), NIGHT);

        assertThat(due).containsExactly(0, 0, 0.5, 0.75, 0.75);
    }

    @Test
    void bursts_ofAGivenSizeWhateverTheVisits() {
        double[] due = due(Pace.bursts(2, 3), START, START, START, START, START + 1, START + 2, START + 3);

        assertThat(due).containsExactly(0, 0, 0, 1.5, 1.5, 1.5, 3);
    }

    @Test
    void unlimited_neverWaits() {
        double[] due = due(Pace.unlimited(), NIGHT);

        assertThat(due).containsOnly(0);
    }

    @Test
    void pace_refusesWhatNeverEnds() {
        assertThatThrownBy(() -> Pace.steady(0)).hasMessageContaining("rate 0.0");
        assertThatThrownBy(() -> Pace.recorded(-1, 5)).hasMessageContaining("speed -1.0");
        assertThatThrownBy(() -> Pace.recorded(1, 0)).hasMessageContaining("longest gap");
        assertThatThrownBy(() -> Pace.bursts(Double.NaN, 5)).hasMessageContaining("rate NaN");
    }

    @Test
    void window_holdsItsStartAndNotItsEnd() {
        var window = new MjdWindow(61_000, 61_001);

        boolean[] contained = {window.contains(60_999.9), window.contains(61_000), window.contains(61_001)};

        assertThat(contained).containsExactly(false, true, false);
        assertThatThrownBy(() -> new MjdWindow(5, 5)).hasMessageContaining("between MJD 5.0 and 5.0");
    }

    @Test
    void position_survivesItsText() {
        var position = ReplayPosition.start("0a1b").after(41);

        var parsed = ReplayPosition.parse(position.toString());

        assertThat(parsed.resume("0a1b")).isEqualTo(41);
        assertThatThrownBy(() -> parsed.resume("ffff")).hasMessageContaining("other files");
        assertThatThrownBy(() -> ReplayPosition.parse("0a1b")).hasMessageContaining("'0a1b'");
    }

    /** In seconds, rounded to microseconds. */
    private static double[] due(Pace pace, double... times) {
        var clock = ReplayClock.of(pace);
        return Arrays.stream(times)
                .map(mjd -> Math.rint(clock.dueNanos(mjd) / 1e3) / 1e6)
                .toArray();
    }
}
