package org.alertformer.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alertformer.lightcurve.Observation;

/** The history that a packet brings, and how many of its rows were not usable, by reason. */
final class Observations {
    private final List<Observation> kept = new ArrayList<>();
    private final Map<String, Integer> dropped = new TreeMap<>();

    void keep(Observation observation) {
        kept.add(observation);
    }

    void drop(String reason) {
        dropped.merge(reason, 1, Integer::sum);
    }

    List<Observation> kept() {
        return kept;
    }

    Map<String, Integer> dropped() {
        return dropped;
    }
}
