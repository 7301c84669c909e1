package org.alertformer.scoring;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.simulation.FlareParameters;
import org.alertformer.simulation.TruthRow;

/** Flare alerts against the true flares: all of them, and the last one of each object. */
final class FlareTally {
    private final Parameters all = new Parameters();
    private final Map<String, Parameters> byClass = new TreeMap<>();
    private final Map<Long, Judged> last = new HashMap<>();
    private long withoutFlare;

    void add(FlareAlert alert, TruthRow truth) {
        FlareParameters flare = truth.flare();
        if (flare == null) {
            withoutFlare++;
            return;
        }
        all.add(alert, flare);
        byClass.computeIfAbsent(truth.label(), label -> new Parameters()).add(alert, flare);
        last.put(truth.objectId(), new Judged(alert, flare));
    }

    ScoreReport.Flares report() {
        Parameters lastOnes = new Parameters();
        last.values().forEach(judged -> lastOnes.add(judged.alert(), judged.truth()));
        Map<String, ScoreReport.FlareErrors> classes = new TreeMap<>();
        byClass.forEach((label, parameters) -> classes.put(label, parameters.report()));
        return new ScoreReport.Flares(all.count + withoutFlare, withoutFlare, all.report(), classes, lastOnes.report());
    }

    private record Judged(FlareAlert alert, FlareParameters truth) {}

    private static final class Parameters {
        private final ParameterTally amplitude = ParameterTally.logarithmic();
        private final ParameterTally onset = ParameterTally.linear();
        private final ParameterTally decay = ParameterTally.logarithmic();
        private long count;
        private long converged;

        void add(FlareAlert alert, FlareParameters truth) {
            amplitude.add(alert.getAmplitude(), truth.amplitude());
            onset.add(alert.getOnsetMjd(), truth.onsetMjd());
            decay.add(alert.getDecayDays(), truth.decayDays());
            count++;
            converged += alert.getConverged() ? 1 : 0;
        }

        ScoreReport.FlareErrors report() {
            return new ScoreReport.FlareErrors(
                    count,
                    count == 0 ? Double.NaN : converged / (double) count,
                    amplitude.errors(),
                    onset.errors(),
                    decay.errors());
        }
    }
}
