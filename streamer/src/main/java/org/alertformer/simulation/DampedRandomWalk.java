package org.alertformer.simulation;

import java.util.List;
import java.util.Map;

/**
 * Ornstein-Uhlenbeck process in magnitude, drawn with its exact transition: from x after dt, normal around x exp(-dt/tau)
 * with variance sigma^2 (1 - exp(-2 dt/tau)). Kelly et al. 2009, ApJ 698, 895, equations A3 and A4. Its structure function
 * is SF(dt) = sigma sqrt(2 (1 - exp(-dt/tau))). The template is the mean light of five epochs in the year before.
 *
 * @param sigma standard deviation in r [mag]; the asymptotic structure function is sqrt(2) times that
 * @param tau damping time [days]
 */
record DampedRandomWalk(double sigma, double tau) implements Variability {
    private static final double COLOUR_POWER = -0.479;
    private static final int TEMPLATE_EPOCHS = 5;
    private static final double TEMPLATE_SPACING = 73;

    @Override
    public double[] differenceFlux(List<Epoch> epochs, Quiescence quiescence, RandomStream random) {
        double[] difference = new double[epochs.size()];
        if (epochs.isEmpty()) {
            return difference;
        }
        double[] template = new double[TEMPLATE_EPOCHS];
        double now = epochs.get(0).mjd() - TEMPLATE_EPOCHS * TEMPLATE_SPACING;
        double x = random.normal();
        for (int i = 0; i < TEMPLATE_EPOCHS; i++) {
            template[i] = x;
            now += TEMPLATE_SPACING;
            x = step(x, TEMPLATE_SPACING, random);
        }
        for (int i = 0; i < difference.length; i++) {
            Epoch epoch = epochs.get(i);
            x = step(x, epoch.mjd() - now, random);
            now = epoch.mjd();
            difference[i] = quiescence.flux(epoch.passband())
                    * (brightening(x, epoch.passband()) - meanBrightening(template, epoch.passband()));
        }
        return difference;
    }

    @Override
    public Map<String, Double> parameters() {
        return Map.of("sigma_mag", sigma, "tau_days", tau);
    }

    private double step(double x, double days, RandomStream random) {
        double kept = StrictMath.exp(-days / tau);
        return x * kept + StrictMath.sqrt(1 - kept * kept) * random.normal();
    }

    /** Flux over quiescent flux where the process stands x standard deviations brighter. */
    private double brightening(double x, Passband passband) {
        double colour = StrictMath.pow(passband.wavelength() / Priors.REFERENCE_WAVELENGTH, COLOUR_POWER);
        return StrictMath.exp(0.4 * StrictMath.log(10) * sigma * colour * x);
    }

    private double meanBrightening(double[] template, Passband passband) {
        double sum = 0;
        for (double x : template) {
            sum += brightening(x, passband);
        }
        return sum / template.length;
    }
}
