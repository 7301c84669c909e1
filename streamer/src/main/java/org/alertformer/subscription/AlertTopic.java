package org.alertformer.subscription;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Interval;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What the alerts of a topic have in common for a reader.
 *
 * @param kind a word for file names
 * @param probability of the best class, or that there is a flare
 * @param tableHeader names of the columns
 * @param tableRow the alert below them
 */
public record AlertTopic<T extends SpecificRecordBase>(
        Class<T> type,
        String kind,
        Function<T, String> objectName,
        ToLongFunction<T> alertId,
        ToDoubleFunction<T> probability,
        String tableHeader,
        Function<T, String> tableRow) {
    private static final int BAR_WIDTH = 20;
    private static final String EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589";
    private static final double NANOJANSKY_PER_MICROJANSKY = 1000;

    /** Class probabilities. */
    public static final AlertTopic<ClassAlert> CLASSIFICATIONS = new AlertTopic<>(
            ClassAlert.class,
            "class",
            ClassAlert::getObjectName,
            ClassAlert::getAlertId,
            ClassAlert::getBestProbability,
            String.format("%-20s %11s %5s  %-14s %5s", "object", "MJD (TAI)", "obs", "class", "prob"),
            AlertTopic::row);

    /** Parameters of flares. */
    public static final AlertTopic<FlareAlert> FLARES = new AlertTopic<>(
            FlareAlert.class,
            "flare",
            FlareAlert::getObjectName,
            FlareAlert::getAlertId,
            FlareAlert::getFlareProbability,
            String.format(
                    "%-20s %11s %5s  %24s  %24s  %20s",
                    "object", "MJD (TAI)", "prob", "amplitude [uJy]", "onset (MJD)", "decay [days]"),
            AlertTopic::row);

    private static String row(ClassAlert alert) {
        return String.format(
                Locale.ROOT,
                "%-20s %11.4f %5d  %-14s %5.3f  %s",
                alert.getObjectName(),
                alert.getMjd(),
                alert.getObservationCount(),
                alert.getBestClass(),
                alert.getBestProbability(),
                bar(alert.getBestProbability()));
    }

    private static String row(FlareAlert flare) {
        return String.format(
                Locale.ROOT,
                "%-20s %11.4f %5.3f  %24s  %24s  %20s%s",
                flare.getObjectName(),
                flare.getMjd(),
                flare.getFlareProbability(),
                interval(flare.getAmplitude(), NANOJANSKY_PER_MICROJANSKY, 1),
                interval(flare.getOnsetMjd(), 1, 2),
                interval(flare.getDecayDays(), 1, 2),
                flare.getConverged() ? "" : "  not converged");
    }

    private static String interval(Interval interval, double unit, int decimals) {
        double value = interval.getValue() / unit;
        return String.format(
                Locale.ROOT,
                "%." + decimals + "f +%." + decimals + "f -%." + decimals + "f",
                value,
                interval.getUpper68() / unit - value,
                value - interval.getLower68() / unit);
    }

    /** A bar of up to 20 characters, an eighth of a character exact. */
    static String bar(double share) {
        int eighths = (int) Math.round(Math.max(0, Math.min(1, share)) * BAR_WIDTH * 8);
        String full = "\u2588".repeat(eighths / 8);
        return eighths % 8 == 0 ? full : full + EIGHTHS.charAt(eighths % 8);
    }
}
