package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.alertformer.simulation.FlarePrior;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnsetSpreadTest {
    private static final FlarePrior PRIOR = new FlarePrior(1, 2, 1000, 1700, 5, 60, 0, 0);
    private static final double[] VISITS = {1003, 1150, 1150.02, 1153, 1170, 1170.03, 1185, 1400};

    /** Weighed, as many onsets lie below any time as the prior has there. */
    @ParameterizedTest
    @ValueSource(doubles = {1003, 1100, 1150.01, 1160, 1170.01, 1180, 1500, 1700})
    void weight_makesOnsetsAsThePriorHasThem(double mjd) {
        OnsetSpread spread = new OnsetSpread(VISITS, 1150, 1185, PRIOR);
        int n = 2_000_000;
        double below = 0;

        for (int i = 0; i < n; i++) {
            double place = (i + 0.5) / n;
            below += spread.onset(place) < mjd ? spread.weight(place) / n : 0;
        }

        assertThat(below).isCloseTo((mjd - 1000) / 700, within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1150, 1153, 1170, 1170.03})
    void onset_everyGapBeforeTheAlertHasItsShare(double end) {
        OnsetSpread spread = new OnsetSpread(VISITS, 1150, 1185, PRIOR);
        double last = Double.NEGATIVE_INFINITY;
        for (double visit : VISITS) {
            last = visit < end ? visit : last;
        }
        int n = 100_000;
        int inside = 0;

        for (int i = 0; i < n; i++) {
            double onset = spread.onset((i + 0.5) / n);
            inside += onset > last && onset < end ? 1 : 0;
        }

        assertThat(inside / (double) n).isGreaterThan(end - last > 1 ? 0.05 : 0.001);
    }
}
