package org.alertformer.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class TruncationTest {
    @Test
    void draw_endsWithADetection() {
        var random = new Random(1);
        LightCurve curve = curve(30, random);

        Set<Integer> lengths = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            LightCurve seen = Truncation.UNIFORM.draw(curve, random);
            assertThat(seen.get(seen.size() - 1).kind()).isEqualTo(Kind.DETECTION);
            assertThat(seen.observations()).isEqualTo(curve.observations().subList(0, seen.size()));
            lengths.add(seen.size());
        }

        assertThat(lengths).hasSize(Truncation.alerts(curve).length);
    }

    @Test
    void none_endsWithTheLastDetection() {
        var random = new Random(2);
        LightCurve curve = curve(30, random);

        LightCurve seen = Truncation.NONE.draw(curve, random);

        int[] alerts = Truncation.alerts(curve);
        assertThat(seen.size()).isEqualTo(alerts[alerts.length - 1] + 1);
    }

    @Test
    void early_prefersTheFirstAlerts() {
        var random = new Random(3);
        LightCurve curve = curve(100, random);

        double mean = 0;
        for (int i = 0; i < 2000; i++) {
            mean += new Truncation(0, 1).draw(curve, random).size() / 2000.0;
        }

        assertThat(mean).isBetween(10.0, 35.0);
    }

    @Test
    void of_chancesAboveOneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Truncation(0.7, 0.4))
                .withMessageContaining("0.7")
                .withMessageContaining("0.4");
    }

    /** Every other observation on average is a detection, the first surely. */
    private static LightCurve curve(int length, Random random) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Kind kind = i == 0 || random.nextBoolean() ? Kind.DETECTION : Kind.FORCED;
            observations.add(new Observation(i, 61_000 + i, Band.R, kind, 1000, 100, 0));
        }
        return LightCurve.of(observations);
    }
}
