package org.alertformer.scoring;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A scorecard for people to read. */
public final class ScoreText {
    private ScoreText() {}

    public static String of(ScoreReport report) {
        StringBuilder text = new StringBuilder();
        summary(text, report);
        confusion(text, report);
        recognition(text, report.recognition());
        steps(text, "observations", report.byObservations());
        steps(text, "days since first alert", report.byDays());
        flares(text, report.flares());
        latency(text, "latency, stream", report.streamLatency());
        latency(text, "latency, end to end", report.endToEndLatency());
        delivery(text, report.delivery());
        return text.toString();
    }

    /** What fits on a small terminal. */
    public static String brief(ScoreReport report) {
        StringBuilder text = new StringBuilder();
        summary(text, report);
        confusion(text, report);
        recognition(text, report.recognition());
        latency(text, "latency, end to end", report.endToEndLatency());
        delivery(text, report.delivery());
        return text.toString();
    }

    private static void summary(StringBuilder text, ScoreReport report) {
        line(
                text,
                "alerts judged %,d of %,d objects   accuracy %s   macro-F1 %s   by last alert %s   ECE %s   log-loss %s",
                report.alerts(),
                report.objects(),
                number(report.accuracy()),
                number(report.macroF1()),
                number(report.objectAccuracy()),
                number(report.calibrationError()),
                number(report.logLoss()));
        if (report.outside().alerts() > 0) {
            line(
                    text,
                    "of classes unknown to the model %,d, its best class at %s on average",
                    report.outside().alerts(),
                    number(report.outside().meanBestProbability()));
        }
    }

    private static void delivery(StringBuilder text, ScoreReport.Delivery delivery) {
        line(
                text,
                "sent %,d   answered %,d   lost %,d   duplicated %,d   of unknown objects %,d",
                delivery.sent(),
                delivery.answered(),
                delivery.lost(),
                delivery.duplicated(),
                delivery.unknownObjects());
    }

    private static void confusion(StringBuilder text, ScoreReport report) {
        Set<String> named = new TreeSet<>();
        report.confusion().values().forEach(row -> named.addAll(row.keySet()));
        if (named.isEmpty()) {
            return;
        }
        text.append(String.format("%n%-12s %7s", "true \\ named", "F1"));
        named.forEach(name -> text.append(String.format(" %12s", name)));
        text.append(System.lineSeparator());
        report.confusion().forEach((truth, row) -> {
            text.append(String.format("%-12s %7s", truth, number(report.f1().getOrDefault(truth, Double.NaN))));
            named.forEach(name -> text.append(String.format(Locale.ROOT, " %,12d", row.getOrDefault(name, 0L))));
            text.append(System.lineSeparator());
        });
    }

    private static void recognition(StringBuilder text, Map<String, ScoreReport.Recognition> recognition) {
        if (recognition.isEmpty()) {
            return;
        }
        line(
                text,
                "%n%-12s %8s %10s %10s %8s %8s %10s %10s %8s",
                "class",
                "objects",
                "ever right",
                "days",
                "alerts",
                "stable",
                "days",
                "days 90 %",
                "alerts");
        recognition.forEach((label, r) -> line(
                text,
                "%-12s %,8d %10s %10s %8s %8s %10s %10s %8s",
                label,
                r.objects(),
                number(r.everRight()),
                number(r.daysToFirstRight()),
                number(r.alertsToFirstRight()),
                number(r.stable()),
                number(r.daysToStable()),
                number(r.daysToStable90()),
                number(r.alertsToStable())));
    }

    private static void steps(StringBuilder text, String what, Iterable<ScoreReport.Step> steps) {
        if (!steps.iterator().hasNext()) {
            return;
        }
        line(text, "%n%-24s %10s %9s %9s", what, "alerts", "accuracy", "macro-F1");
        for (ScoreReport.Step step : steps) {
            String range = step.below() == null
                    ? "from " + edge(step.from())
                    : "from " + edge(step.from()) + " to below " + edge(step.below());
            line(text, "%-24s %,10d %9s %9s", range, step.alerts(), number(step.accuracy()), number(step.macroF1()));
        }
    }

    private static void flares(StringBuilder text, ScoreReport.Flares flares) {
        if (flares.alerts() == 0) {
            return;
        }
        line(text, "%nflare alerts %,d, of objects without a flare %,d", flares.alerts(), flares.withoutFlare());
        line(text, "%-30s %8s %9s %9s", "", "bias", "scatter", "in 68 %");
        flares.byClass().forEach((label, errors) -> parameters(text, label, errors));
        parameters(text, "last of an object", flares.last());
    }

    private static void parameters(StringBuilder text, String whose, ScoreReport.FlareErrors errors) {
        errors(text, "ln amplitude, " + whose, errors.amplitude());
        errors(text, "onset [d], " + whose, errors.onset());
        errors(text, "ln decay, " + whose, errors.decay());
    }

    private static void errors(StringBuilder text, String name, ScoreReport.ParameterErrors errors) {
        line(
                text,
                "%-30s %8s %9s %9s",
                name,
                number(errors.bias()),
                number(errors.scatter()),
                number(errors.coverage68()));
    }

    private static void latency(StringBuilder text, String name, ScoreReport.Latency latency) {
        if (Double.isNaN(latency.p50())) {
            return;
        }
        line(
                text,
                "%n%s [ms]: median %.0f, 90 %% %.0f, 98 %% %.0f, 99 %% %.0f, 99.9 %% %.0f, largest %.0f",
                name,
                latency.p50(),
                latency.p90(),
                latency.p98(),
                latency.p99(),
                latency.p999(),
                latency.largest());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }

    private static String edge(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3f", value);
    }
}
