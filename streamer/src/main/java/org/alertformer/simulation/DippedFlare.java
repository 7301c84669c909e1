package org.alertformer.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A flare with a dip in its decay, the same in all bands; the light may fall below the quiescent level, not below zero. */
record DippedFlare(Flare flare, Dip dip) implements Variability {
    @Override
    public double[] differenceFlux(List<Epoch> epochs, Quiescence quiescence, RandomStream random) {
        double[] difference = flare.differenceFlux(epochs, quiescence, random);
        for (int i = 0; i < difference.length; i++) {
            Epoch epoch = epochs.get(i);
            difference[i] = Math.max(difference[i] - dip.loss(epoch.mjd()), -quiescence.flux(epoch.passband()));
        }
        return difference;
    }

    @Override
    public Map<String, Double> parameters() {
        Map<String, Double> parameters = new LinkedHashMap<>(flare.parameters());
        parameters.put("dip_mjd", dip.centreMjd());
        parameters.put("dip_width_days", dip.width());
        parameters.put("dip_depth_njy", dip.depth());
        return parameters;
    }
}
