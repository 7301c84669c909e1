package org.alertformer.simulation;

import java.util.List;
import java.util.Map;

/** How a source differs from its quiescent light. */
sealed interface Variability permits Constant, DampedRandomWalk, Pulsation, Flare, DippedFlare, Supernova {
    /**
     * Noise-free difference fluxes [nJy], one per epoch: the light of the moment minus that of the template.
     *
     * @param epochs in order of time
     * @param quiescence the constant light
     * @param random for what is not fixed by the parameters
     */
    double[] differenceFlux(List<Epoch> epochs, Quiescence quiescence, RandomStream random);

    /** The drawn parameters by name, units in the names. */
    Map<String, Double> parameters();

    /** A time and a band. */
    record Epoch(double mjd, Passband passband) {}
}
