package org.alertformer.cli;

import java.util.Locale;
import java.util.Map;
import org.alertformer.scoring.ScoreReport;

/** What the demo says in the end: how many alerts went in and came out, how many of each class were right, how soon. */
final class DemoSummary {
    private DemoSummary() {}

    static String of(ScoreReport report, long flareAlerts) {
        StringBuilder text = new StringBuilder();
        ScoreReport.Delivery delivery = report.delivery();
        line(text, "alerts in        %,d", delivery.sent());
        line(
                text,
                "class alerts out %,d (lost %,d, doubled %,d)",
                delivery.answered(),
                delivery.lost(),
                delivery.duplicated());
        line(text, "flare alerts out %,d", flareAlerts);
        long right = 0;
        long total = 0;
        for (Map.Entry<String, Map<String, Long>> row : report.confusion().entrySet()) {
            long ofClass =
                    row.getValue().values().stream().mapToLong(Long::longValue).sum();
            long rightOfClass = row.getValue().getOrDefault(row.getKey(), 0L);
            share(text, row.getKey(), rightOfClass, ofClass);
            right += rightOfClass;
            total += ofClass;
        }
        share(text, "all", right, total);
        line(
                text,
                "  %-10s %.1f %% of %,d right by their last alert",
                "objects",
                100 * report.objectAccuracy(),
                report.objects());
        ScoreReport.Latency latency = report.endToEndLatency();
        line(
                text,
                "latency          median %.0f ms, 98 %% %.0f ms, 99 %% %.0f ms, largest %.0f ms",
                latency.p50(),
                latency.p98(),
                latency.p99(),
                latency.largest());
        return text.toString();
    }

    private static void share(StringBuilder text, String name, long right, long total) {
        line(text, "  %-10s %,d of %,d right (%.1f %%)", name, right, total, total == 0 ? 0 : 100.0 * right / total);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
