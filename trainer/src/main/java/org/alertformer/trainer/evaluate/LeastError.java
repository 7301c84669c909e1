package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.simulation.FlarePrior;
import org.alertformer.simulation.SourceClass;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.SurveySource;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.evaluate.FlareWitness.Sequel;
import org.jspecify.annotations.Nullable;

/**
 * A bound below the error of any classifier of simulated sources. A judge is told whether a source is a flare, dipped or not,
 * and then its other class; what is left to him is whether a flare has a dip. He knows the survey's visits, from what
 * flares and dips are drawn and how the noise is made, and so the exact odds: the ratio of the two {@link FlareWitness evidences}. He errs
 * in min(p, 1 - p) of the cases, less than which is not possible (Neyman and Pearson 1933).
 *
 * <p>It is the Bayes error of flares against dipped flares, but for his knowing also visits of which no alert tells. Of the Bayes
 * error of all classes it is a part.
 *
 * @param flares how many it was found on
 * @param anyAlert among flares of both kinds, at one alert of each, uniform over its alerts
 * @param lastAlert likewise at the last alert of each; he knows that it is the last and how many visits followed
 * @param share of flares of both kinds among all light curves
 */
public record LeastError(int flares, Mean anyAlert, Mean lastAlert, double share) {
    private static final int PARTICLES = 1000;

    /** A mean with its standard error. */
    public record Mean(double value, double error) {
        static Mean of(double[] values) {
            int n = values.length;
            double sum = 0;
            double squares = 0;
            for (double value : values) {
                sum += value;
                squares += value * value;
            }
            double mean = sum / n;
            return new Mean(mean, Math.sqrt((squares / n - mean * mean) / Math.max(1, n - 1)));
        }

        /** What it is in a part of the whole where the rest adds nothing. */
        public Mean times(double share) {
            return new Mean(share * value, share * error);
        }
    }

    /** A flare as of one alert. */
    private record Sight(LabelledCurve curve, LightCurve seen) {}

    /**
     * @param curves of simulated surveys
     * @param most how many flares it is found on; each takes about a second
     * @param seed which alerts, as {@link Evaluation} takes them, and which flares
     * @return null if there are not flares of both kinds
     */
    public static @Nullable LeastError of(List<LabelledCurve> curves, int most, long seed) {
        List<Sight> any = sights(curves, Truncation.UNIFORM, seed);
        List<Sight> last = sights(curves, Truncation.NONE, seed);
        boolean both =
                any.stream().anyMatch(LeastError::isDipped) && !any.stream().allMatch(LeastError::isDipped);
        if (most < 1 || !both) {
            return null;
        }
        int count = Math.min(most, any.size());
        return new LeastError(
                count,
                errors(any.subList(0, count), Sequel.ANY, seed),
                errors(last.subList(0, count), Sequel.NONE, seed),
                (double) any.size() / curves.size());
    }

    /** The chance that a flare has a dip. */
    static double chanceOfDip(SurveySource source, LightCurve seen, Sequel sequel, int particles, Random random) {
        var settings = source.survey().settings();
        FlareWitness witness =
                new FlareWitness(seen, source.survey().visitsTo(source.index()), FlarePrior.of(settings), sequel);
        Map<SourceClass, Double> mix = settings.mix();
        double odds = mix.getOrDefault(SourceClass.FLARE_DIP, 0.0) / mix.getOrDefault(SourceClass.FLARE, 0.0);
        return 1 / (1 + Math.exp(-witness.logOddsOfDip(particles, random)) / odds);
    }

    private static Mean errors(List<Sight> sights, Sequel sequel, long seed) {
        Random random = new Random(seed);
        double[] errors = new double[sights.size()];
        for (int i = 0; i < errors.length; i++) {
            Sight sight = sights.get(i);
            SurveySource source =
                    sight.curve().flare() == null ? null : sight.curve().flare().source();
            double dip = source == null ? 0 : chanceOfDip(source, sight.seen(), sequel, PARTICLES, random);
            errors[i] = Math.min(dip, 1 - dip);
        }
        return Mean.of(errors);
    }

    /** Flares of known origin, in random order. */
    private static List<Sight> sights(List<LabelledCurve> curves, Truncation truncation, long seed) {
        Random random = new Random(seed);
        List<Sight> sights = new ArrayList<>();
        for (LabelledCurve curve : curves) {
            LightCurve seen = truncation.draw(curve.curve(), random);
            if (curve.flare() != null && curve.flare().source() != null) {
                sights.add(new Sight(curve, seen));
            }
        }
        Collections.shuffle(sights, new Random(seed));
        return sights;
    }

    private static boolean isDipped(Sight sight) {
        return sight.curve().flare() != null && sight.curve().flare().dip() != null;
    }
}
