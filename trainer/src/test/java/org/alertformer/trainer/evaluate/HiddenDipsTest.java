package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.trainer.data.DipTruth;
import org.alertformer.trainer.data.FlareTruth;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenDipsTest {
    /** Twenty flares of each kind among eighty light curves: half of what cannot be told apart is taken for the other. */
    @ParameterizedTest
    @CsvSource({"500, 3, 5000, 0.25", "15, 4, 50000, 0", "15, 4, 0.001, 0.25"})
    void leastError_ofDipsThatNobodySawOrEverybody(double day, double width, double depth, double expected) {
        double bound =
                HiddenDips.leastError(curves(20, 20, 40, new DipTruth(60_000 + day, width, depth)), Truncation.NONE, 1);

        assertThat(bound).isCloseTo(expected, within(1e-4));
    }

    /** The judge simulated: flares and dips drawn with noise, told apart by the ratio of their likelihoods. */
    @Test
    void leastError_isThatOfAJudgeWhoComparesTheTwoLikelihoods() {
        DipTruth dip = new DipTruth(60_014.3, 2.5, 110);
        LightCurve curve = curves(1, 0, 0, dip).get(0).curve();
        Random random = new Random(7);
        int wrong = 0;
        int trials = 200_000;
        for (int trial = 0; trial < trials; trial++) {
            boolean dipped = random.nextBoolean();
            double logRatio = 0;
            for (Observation o : curve.observations()) {
                double loss = dip.loss(o.mjd());
                double seen = (dipped ? -loss : 0) + o.fluxErr() * random.nextGaussian();
                logRatio += (seen * seen - (seen + loss) * (seen + loss)) / (2 * o.fluxErr() * o.fluxErr());
            }
            wrong += logRatio > 0 != dipped ? 1 : 0;
        }

        double bound = HiddenDips.leastError(curves(3, 3, 0, dip), Truncation.NONE, 1);

        assertThat(bound).isBetween(0.05, 0.4).isCloseTo(wrong / (double) trials, within(0.005));
    }

    /** Where one kind is rare, always naming the other is wrong no more often than it occurs. */
    @Test
    void leastError_isNoMoreThanTheShareOfTheRarerKind() {
        double bound = HiddenDips.leastError(curves(30, 10, 0, new DipTruth(60_500, 3, 1)), Truncation.NONE, 1);

        assertThat(bound).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void leastError_ofAnEarlyAlertIsThatOfADipToCome() {
        List<LabelledCurve> curves = curves(400, 400, 0, new DipTruth(60_015, 1, 100_000));

        double bound = HiddenDips.leastError(curves, Truncation.UNIFORM, 5);

        assertThat(bound).isCloseTo(0.5 * 12 / 30, within(0.03));
    }

    @Test
    void leastError_withoutDipsIsUnknown() {
        assertThat(HiddenDips.leastError(curves(0, 9, 9, new DipTruth(1, 1, 1)), Truncation.NONE, 1))
                .isNaN();
    }

    /** An observation a day for thirty days, error 100. */
    private static List<LabelledCurve> curves(int dipped, int plain, int others, DipTruth dip) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            observations.add(new Observation(i, 60_000 + i, Band.R, Kind.DETECTION, 5000, 100, 0));
        }
        LightCurve curve = LightCurve.of(observations);
        List<LabelledCurve> curves = new ArrayList<>();
        for (int i = 0; i < dipped + plain + others; i++) {
            FlareTruth flare = new FlareTruth(8, 60_000, 3, i < dipped ? dip : null);
            int label = i < dipped ? 2 : i < dipped + plain ? 1 : 0;
            curves.add(new LabelledCurve("o" + i, label, curve, label == 0 ? null : flare));
        }
        return curves;
    }
}
