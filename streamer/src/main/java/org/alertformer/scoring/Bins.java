package org.alertformer.scoring;

import java.util.ArrayList;
import java.util.List;

/** One tally for each range of a number: range i holds values from edge i up to, not including, edge i + 1. */
final class Bins {
    private final double[] edges;
    private final List<ClassTally> tallies = new ArrayList<>();

    private Bins(double... edges) {
        this.edges = edges;
        for (int i = 0; i < edges.length; i++) {
            tallies.add(new ClassTally());
        }
    }

    /** Detections and forced measurements of a light curve, in octaves. */
    static Bins ofObservations() {
        return new Bins(0, 2, 3, 5, 9, 17, 33, 65, 129);
    }

    static Bins ofDays() {
        return new Bins(0, 0.5, 3, 10, 30, 100, 300);
    }

    void add(double value, String truth, String named) {
        int bin = 0;
        while (bin + 1 < edges.length && value >= edges[bin + 1]) {
            bin++;
        }
        tallies.get(bin).add(truth, named);
    }

    /** The ranges that hold anything. */
    List<ScoreReport.Step> steps() {
        List<ScoreReport.Step> steps = new ArrayList<>();
        for (int i = 0; i < edges.length; i++) {
            ClassTally tally = tallies.get(i);
            if (tally.total() > 0) {
                Double below = i + 1 < edges.length ? edges[i + 1] : null;
                steps.add(new ScoreReport.Step(edges[i], below, tally.total(), tally.accuracy(), tally.macroF1()));
            }
        }
        return steps;
    }
}
