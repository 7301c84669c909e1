package org.alertformer.live;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Interval;

/**
 * The flux of a published flare over time with its 68 % band: at each time the 16th, 50th and 84th percentile of
 * F(t) = A exp(-(t - t0)/tau) over draws of the published posterior. A draw is Gaussian in (ln A, t0, ln tau) with the
 * published correlation; each side of the median has the width that is published for it. The draws are the same for the
 * same alert.
 */
final class FlareBand {
    private static final int DRAWS = 400;
    private static final long SEED = 68;
    private static final double[] LEVELS = {0.16, 0.5, 0.84};
    /** Of a side in ln A or ln tau: what is known no better is not known at all. */
    private static final double WIDEST = 20;

    private FlareBand() {}

    /**
     * @param mjd times, MJD, TAI [days]
     * @return for each time the 16th, 50th and 84th percentile of the flux [nJy]
     */
    static double[][] of(FlareAlert flare, double[] mjd) {
        double[][] draws = draws(flare);
        double[][] band = new double[mjd.length][];
        double[] flux = new double[DRAWS];
        for (int i = 0; i < mjd.length; i++) {
            for (int d = 0; d < DRAWS; d++) {
                double since = mjd[i] - draws[d][1];
                flux[d] = since < 0 ? 0 : Math.exp(draws[d][0] - since / Math.exp(draws[d][2]));
            }
            Arrays.sort(flux);
            band[i] = new double[LEVELS.length];
            for (int l = 0; l < LEVELS.length; l++) {
                band[i][l] = flux[(int) Math.round(LEVELS[l] * (DRAWS - 1))];
            }
        }
        return band;
    }

    /** DRAWS times (ln A, t0, ln tau). */
    private static double[][] draws(FlareAlert flare) {
        double[][] sides = {logarithm(flare.getAmplitude()), plain(flare.getOnsetMjd()), logarithm(flare.getDecayDays())
        };
        double[][] root = cholesky(flare);
        SplittableRandom random = new SplittableRandom(SEED);
        double[][] draws = new double[DRAWS][3];
        for (double[] draw : draws) {
            double[] z = {gaussian(random), gaussian(random), gaussian(random)};
            for (int i = 0; i < 3; i++) {
                double unit = 0;
                for (int j = 0; j <= i; j++) {
                    unit += root[i][j] * z[j];
                }
                draw[i] = sides[i][0] + unit * (unit < 0 ? sides[i][1] : sides[i][2]);
            }
        }
        return draws;
    }

    /** Median, width below, width above. */
    private static double[] plain(Interval interval) {
        return new double[] {
            interval.getValue(),
            interval.getValue() - interval.getLower68(),
            interval.getUpper68() - interval.getValue()
        };
    }

    private static double[] logarithm(Interval interval) {
        double median = Math.log(interval.getValue());
        return new double[] {
            median,
            Math.min(WIDEST, median - Math.log(interval.getLower68())),
            Math.min(WIDEST, Math.log(interval.getUpper68()) - median)
        };
    }

    /** Lower triangle of the correlation matrix; rounding may have left it a hair short of positive definite. */
    private static double[][] cholesky(FlareAlert flare) {
        double onsetAmplitude = flare.getCorrelation().get(0);
        double decayAmplitude = flare.getCorrelation().get(1);
        double decayOnset = flare.getCorrelation().get(2);
        double onset = Math.sqrt(Math.max(0, 1 - onsetAmplitude * onsetAmplitude));
        double mixed = onset == 0 ? 0 : (decayOnset - decayAmplitude * onsetAmplitude) / onset;
        double decay = Math.sqrt(Math.max(0, 1 - decayAmplitude * decayAmplitude - mixed * mixed));
        return new double[][] {{1}, {onsetAmplitude, onset}, {decayAmplitude, mixed, decay}};
    }

    /** Box and Muller's. */
    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
