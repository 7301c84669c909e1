package org.alertformer.trainer.evaluate;

import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.NormalDistribution;
import org.alertformer.lightcurve.Observation;
import org.alertformer.trainer.data.DipTruth;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;

/**
 * A bound below the Bayes error on simulated flares with and without a dip. A judge who is told everything of a flare and of
 * the dip that it may have, and has only to say whether the dip is there, errs in a share Phi(-d/2) of the cases, where d^2
 * is the sum of (loss / error)^2 over what was observed (Neyman and Pearson 1933, for normal errors). A dip that nobody
 * observed has d = 0: it is not in the light curve. The Bayes error is no less than that of this judge, who knows more than the
 * light curve says. Outliers, limits and errors of the zero point only make it harder.
 */
final class HiddenDips {
    private HiddenDips() {}

    /**
     * The least share of wrong answers among all light curves; NaN without flares of both kinds.
     *
     * @param truncation where they are cut
     * @param seed of the cuts
     */
    static double leastError(List<LabelledCurve> curves, Truncation truncation, long seed) {
        Random random = new Random(seed);
        double errors = 0;
        int dipped = 0;
        int plain = 0;
        for (LabelledCurve curve : curves) {
            LightCurve seen = truncation.draw(curve.curve(), random);
            if (curve.flare() != null) {
                DipTruth dip = curve.flare().dip();
                plain += dip == null ? 1 : 0;
                dipped += dip == null ? 0 : 1;
                errors += dip == null ? 0 : NormalDistribution.below(-0.5 * contrast(seen, dip));
            }
        }
        // with unequal chances the rarer kind bounds what can be confused
        return dipped == 0 || plain == 0 ? Double.NaN : 2.0 * Math.min(dipped, plain) / curves.size() * errors / dipped;
    }

    /** By how many standard deviations the light curve is another without the dip. */
    private static double contrast(LightCurve seen, DipTruth dip) {
        double squares = 0;
        for (Observation o : seen.observations()) {
            squares += Math.pow(dip.loss(o.mjd()) / o.fluxErr(), 2);
        }
        return Math.sqrt(squares);
    }
}
