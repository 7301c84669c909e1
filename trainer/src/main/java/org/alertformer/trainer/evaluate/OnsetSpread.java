package org.alertformer.trainer.evaluate;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.alertformer.simulation.FlarePrior;

/**
 * Onsets spread over the unit interval so that each gap between visits before an alert has its share, however short it is beside
 * the survey: in most light curves one of those gaps holds the onset. A part of {@value #EVEN} is spread as the prior is.
 */
final class OnsetSpread {
    private static final double EVEN = 0.2;

    /** Longer gaps get no more [days]. */
    private static final double LONG = 2;

    private final double[] edges;
    private final double[] below;
    private final double span;

    /**
     * @param visits MJDs in order of time
     * @param first MJD of the first observation
     * @param now MJD of the alert
     */
    OnsetSpread(double[] visits, double first, double now, FlarePrior prior) {
        double begin = Math.max(prior.firstOnset(), first - 2 * prior.longestDecay());
        double end = Math.min(now, prior.lastOnset());
        edges = DoubleStream.concat(
                        DoubleStream.of(prior.firstOnset(), begin, end, prior.lastOnset()),
                        Arrays.stream(visits).filter(mjd -> mjd > begin && mjd < end))
                .sorted()
                .distinct()
                .toArray();
        span = prior.lastOnset() - prior.firstOnset();
        double[] shares = new double[edges.length - 1];
        for (int i = 0; i < shares.length; i++) {
            boolean near = edges[i] >= begin && edges[i] < end;
            shares[i] = near ? Math.min(1, (edges[i + 1] - edges[i]) / LONG) : 0;
        }
        double total = Arrays.stream(shares).sum();
        below = new double[edges.length];
        for (int i = 0; i < shares.length; i++) {
            below[i + 1] = below[i] + EVEN * (edges[i + 1] - edges[i]) / span + (1 - EVEN) * shares[i] / total;
        }
    }

    /** MJD at a place between 0 and 1. */
    double onset(double place) {
        int gap = gap(place);
        return edges[gap] + (edges[gap + 1] - edges[gap]) * (place - below[gap]) / (below[gap + 1] - below[gap]);
    }

    /** The prior's density over that of this spread. */
    double weight(double place) {
        int gap = gap(place);
        return (edges[gap + 1] - edges[gap]) / span / (below[gap + 1] - below[gap]);
    }

    private int gap(double place) {
        int found = Arrays.binarySearch(below, place);
        return Math.max(0, Math.min(below.length - 2, found >= 0 ? found : -found - 2));
    }
}
