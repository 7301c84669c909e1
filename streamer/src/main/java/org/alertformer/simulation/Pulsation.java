package org.alertformer.simulation;

import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.Band;

/**
 * A periodic star. The template is its light averaged over the period.
 *
 * @param shape of the cycle
 * @param period [days]
 * @param phase at MJD 0, 0 to 1
 * @param amplitude from the faintest to the brightest in r [mag]
 * @param width sawtooth: part of the period that the rise takes; eclipses: width of an eclipse in phase
 * @param secondary depth of the secondary eclipse over that of the primary
 */
record Pulsation(Shape shape, double period, double phase, double amplitude, double width, double secondary)
        implements Variability {
    private static final double COLOUR_POWER = -0.4;
    private static final int TEMPLATE_PHASES = 32;

    enum Shape {
        SINUSOID,
        SAWTOOTH,
        ECLIPSES
    }

    @Override
    public double[] differenceFlux(List<Epoch> epochs, Quiescence quiescence, RandomStream random) {
        double[] templates = new double[Band.values().length];
        double[] difference = new double[epochs.size()];
        for (int i = 0; i < difference.length; i++) {
            Passband passband = epochs.get(i).passband();
            int band = passband.band().ordinal();
            if (templates[band] == 0) {
                templates[band] = template(passband);
            }
            double cycles = phase + epochs.get(i).mjd() / period;
            double brightening = brightening(cycles - StrictMath.floor(cycles), passband);
            difference[i] = quiescence.flux(passband) * (brightening - templates[band]);
        }
        return difference;
    }

    @Override
    public Map<String, Double> parameters() {
        return Map.of("shape", (double) shape.ordinal(), "period_days", period, "amplitude_mag", amplitude);
    }

    private double template(Passband passband) {
        double sum = 0;
        for (int i = 0; i < TEMPLATE_PHASES; i++) {
            sum += brightening((i + 0.5) / TEMPLATE_PHASES, passband);
        }
        return sum / TEMPLATE_PHASES;
    }

    private double brightening(double at, Passband passband) {
        double colour = StrictMath.pow(passband.wavelength() / Priors.REFERENCE_WAVELENGTH, COLOUR_POWER);
        return StrictMath.exp(0.4 * StrictMath.log(10) * amplitude * colour * brightness(at));
    }

    /** In units of the amplitude: pulsations between -1/2 and 1/2, eclipses between -1 and 0. */
    private double brightness(double at) {
        return switch (shape) {
            case SINUSOID -> 0.5 * StrictMath.sin(2 * StrictMath.PI * at);
            case SAWTOOTH -> at < width ? at / width - 0.5 : 0.5 - (at - width) / (1 - width);
            case ECLIPSES -> -eclipse(at) - secondary * eclipse(at < 0.5 ? at + 0.5 : at - 0.5);
        };
    }

    /** A rounded trough around phase 0, 1 deep. */
    private double eclipse(double at) {
        double distance = Math.min(at, 1 - at) / (0.5 * width);
        return distance >= 1 ? 0 : 0.5 * (1 + StrictMath.cos(StrictMath.PI * distance));
    }
}
