package org.alertformer.simulation;

import java.util.List;
import java.util.Map;

/**
 * A bump that rises and falls: Bazin et al. 2009, A&amp;A 499, 653, equation 1 without its constant, scaled to its maximum.
 *
 * @param amplitude at the maximum in r [nJy]
 * @param timeMjd t0 of the equation, near the maximum, MJD, TAI [days]
 * @param rise [days]
 * @param fall in r, longer than the rise [days]
 */
record Supernova(double amplitude, double timeMjd, double rise, double fall) implements Variability {
    private static final double COLOUR_POWER = 0.5;

    @Override
    public double[] differenceFlux(List<Epoch> epochs, Quiescence quiescence, RandomStream random) {
        double[] difference = new double[epochs.size()];
        for (int i = 0; i < difference.length; i++) {
            Epoch epoch = epochs.get(i);
            double slowing = StrictMath.pow(epoch.passband().wavelength() / Priors.REFERENCE_WAVELENGTH, COLOUR_POWER);
            double bandFall = fall * slowing;
            double top = StrictMath.log(bandFall / rise - 1) * rise;
            difference[i] = amplitude * bazin(epoch.mjd() - timeMjd, rise, bandFall) / bazin(top, rise, bandFall);
        }
        return difference;
    }

    @Override
    public Map<String, Double> parameters() {
        return Map.of("amplitude_njy", amplitude, "time_mjd", timeMjd, "rise_days", rise, "fall_days", fall);
    }

    private static double bazin(double days, double rise, double fall) {
        // Far before the rise both exponentials overflow; their ratio is exp(days (1/rise - 1/fall)).
        return days < -50 * rise
                ? StrictMath.exp(days * (1 / rise - 1 / fall))
                : StrictMath.exp(-days / fall) / (1 + StrictMath.exp(-days / rise));
    }
}
