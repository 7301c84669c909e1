package org.alertformer.scoring;

import org.alertformer.schemas.Interval;

/** Errors of one flare parameter. */
final class ParameterTally {
    private final Samples errors = new Samples();
    private final boolean logarithmic;
    private long covered;

    private ParameterTally(boolean logarithmic) {
        this.logarithmic = logarithmic;
    }

    /** For positive parameters: errors are natural logarithms of estimate over truth. */
    static ParameterTally logarithmic() {
        return new ParameterTally(true);
    }

    /** Errors are estimate minus truth. */
    static ParameterTally linear() {
        return new ParameterTally(false);
    }

    void add(Interval estimate, double truth) {
        errors.add(logarithmic ? Math.log(estimate.getValue() / truth) : estimate.getValue() - truth);
        covered += estimate.getLower68() <= truth && truth <= estimate.getUpper68() ? 1 : 0;
    }

    ScoreReport.ParameterErrors errors() {
        return new ScoreReport.ParameterErrors(
                errors.quantile(0.5),
                (errors.quantile(0.84) - errors.quantile(0.16)) / 2,
                errors.size() == 0 ? Double.NaN : covered / (double) errors.size());
    }
}
