package org.alertformer.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A flare: F(t) = A exp(-(t - t0)/tau) for t &gt;= t0, 0 before, the same in all bands. With a rise, A exp((t - t0)/rise)
 * before t0; with reddening, tau grows as that power of wavelength.
 *
 * @param flare amplitude, onset and decay
 * @param rise time in which the flux rises by e before the onset [days], 0 for a sudden one
 * @param reddening power of wavelength
 */
record Flare(FlareParameters flare, double rise, double reddening) implements Variability {
    @Override
    public double[] differenceFlux(List<Epoch> epochs, Quiescence quiescence, RandomStream random) {
        double[] difference = new double[epochs.size()];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = flux(epochs.get(i));
        }
        return difference;
    }

    @Override
    public Map<String, Double> parameters() {
        Map<String, Double> parameters = new LinkedHashMap<>();
        parameters.put("amplitude_njy", flare.amplitude());
        parameters.put("onset_mjd", flare.onsetMjd());
        parameters.put("decay_days", flare.decayDays());
        if (rise > 0) {
            parameters.put("rise_days", rise);
            parameters.put("reddening", reddening);
        }
        return parameters;
    }

    double flux(Epoch epoch) {
        double days = epoch.mjd() - flare.onsetMjd();
        if (days < 0) {
            return rise == 0 ? 0 : flare.amplitude() * StrictMath.exp(days / rise);
        }
        double decay = reddening == 0
                ? flare.decayDays()
                : flare.decayDays()
                        * StrictMath.pow(epoch.passband().wavelength() / Priors.REFERENCE_WAVELENGTH, reddening);
        return flare.amplitude() * StrictMath.exp(-days / decay);
    }
}
