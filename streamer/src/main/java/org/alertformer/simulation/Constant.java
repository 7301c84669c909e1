package org.alertformer.simulation;

import java.util.List;
import java.util.Map;

/** No variation. */
record Constant() implements Variability {
    @Override
    public double[] differenceFlux(List<Epoch> epochs, Quiescence quiescence, RandomStream random) {
        return new double[epochs.size()];
    }

    @Override
    public Map<String, Double> parameters() {
        return Map.of();
    }
}
