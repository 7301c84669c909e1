package org.alertformer.cli;

import java.util.Locale;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Interval;

/** Published alerts as lines of a table. */
final class AlertRows {
    static final String HEADER =
            String.format("%-6s %-22s %13s %5s  %-12s %6s", "alert", "object", "MJD (TAI)", "epochs", "class", "prob.");

    private AlertRows() {}

    static String row(ClassAlert alert) {
        return String.format(
                Locale.ROOT,
                "%-6s %-22s %13.5f %5d  %-12s %6.3f %s",
                "class",
                alert.getObjectName(),
                alert.getMjd(),
                alert.getObservationCount(),
                alert.getBestClass(),
                alert.getBestProbability(),
                "|".repeat(Math.round(10 * alert.getBestProbability())));
    }

    static String row(FlareAlert flare) {
        return String.format(
                Locale.ROOT,
                "%-6s %-22s %13.5f        amplitude %s uJy, onset %s, decay %s d",
                "flare",
                flare.getObjectName(),
                flare.getMjd(),
                interval(flare.getAmplitude(), 1000, "%.3g"),
                interval(flare.getOnsetMjd(), 1, "%.2f"),
                interval(flare.getDecayDays(), 1, "%.3g"));
    }

    private static String interval(Interval interval, double unit, String format) {
        double up = (interval.getUpper68() - interval.getValue()) / unit;
        double down = (interval.getValue() - interval.getLower68()) / unit;
        return String.format(Locale.ROOT, format + " +%.2g -%.2g", interval.getValue() / unit, up, down);
    }
}
