package org.alertformer.lightcurve;

/** The normal distribution with mean 0 and variance 1. */
public final class NormalDistribution {
    private NormalDistribution() {}

    /** The chance of less than x (Abramowitz and Stegun 1964, 7.1.26), to 1.5e-7. */
    public static double below(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double tail = t
                * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                * Math.exp(-z * z);
        return x > 0 ? 1 - tail / 2 : tail / 2;
    }
}
