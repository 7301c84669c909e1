package org.alertformer.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    @Test
    void apply_noneLeavesTheLightCurveAsItIs() {
        LightCurve curve = curve(50);

        LightCurve same = Augmentation.NONE.apply(curve, new Random(1));

        assertThat(same).isEqualTo(curve);
    }

    @Test
    void apply_leavesOutNoMoreThanAskedAndNeverTheLastThree() {
        var random = new Random(2);
        LightCurve curve = curve(200);
        double kept = 0;
        for (int i = 0; i < 300; i++) {
            kept += new Augmentation(0.6, 0, 0).apply(curve, random).size() / 300.0;
        }

        LightCurve small = new Augmentation(0.99, 0, 0).apply(curve(3), random);

        assertThat(kept).isCloseTo(140, within(8.0)); // a mean fraction of 0.3 is left out
        assertThat(small.size()).isEqualTo(3);
    }

    @Test
    void apply_noiseIsInProportionToTheErrors() {
        var random = new Random(3);
        LightCurve curve = curve(400);
        double squares = 0;
        int trials = 200;

        for (int i = 0; i < trials; i++) {
            LightCurve noisy = new Augmentation(0, 0.5, 0).apply(curve, random);
            for (Observation o : noisy.observations()) {
                squares += Math.pow((o.flux() - 1000) / o.fluxErr(), 2);
            }
        }

        // factor uniform from 0 to 0.5: mean square 1/12
        assertThat(squares / (trials * 400)).isCloseTo(1 / 12.0, within(0.02));
    }

    private static LightCurve curve(int length) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            observations.add(new Observation(i, 61_000 + i, Band.G, Kind.DETECTION, 1000, 20, 0));
        }
        return LightCurve.of(observations);
    }
}
