package org.alertformer.scoring;

/** How soon the objects of one class are recognised. */
final class RecognitionTally {
    private final Samples daysToFirst = new Samples();
    private final Samples alertsToFirst = new Samples();
    private final Samples daysToStable = new Samples();
    private final Samples alertsToStable = new Samples();
    private long objects;

    void add(ObjectScore object) {
        objects++;
        if (object.firstRight().ever()) {
            daysToFirst.add(object.firstRight().days());
            alertsToFirst.add(object.firstRight().alerts());
        }
        if (object.stable().ever()) {
            daysToStable.add(object.stable().days());
            alertsToStable.add(object.stable().alerts());
        }
    }

    ScoreReport.Recognition report() {
        return new ScoreReport.Recognition(
                objects,
                daysToFirst.size() / (double) objects,
                daysToFirst.quantile(0.5),
                alertsToFirst.quantile(0.5),
                daysToStable.size() / (double) objects,
                daysToStable.quantile(0.5),
                daysToStable.quantile(0.9),
                alertsToStable.quantile(0.5));
    }
}
