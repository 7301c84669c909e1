package org.alertformer.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Survey;

/** An alert as text for people: its head, what was dropped, and its light curve with units. */
final class AlertReport {
    private static final double ZERO_POINT = 31.4;
    private static final double LIMIT_SIGMAS = 5;

    private AlertReport() {}

    static String of(Survey format, Decoded.Accepted accepted) {
        SurveyAlert alert = accepted.alert();
        LightCurve curve = LightCurve.of(alert.observations());
        StringBuilder report = new StringBuilder();
        report.append(format)
                .append(accepted.version().isEmpty() ? "" : " " + accepted.version())
                .append(alert.survey().equals(format.label()) ? "" : ", survey " + alert.survey())
                .append(", object ")
                .append(alert.object().name())
                .append(line(", alert %d, ra %.6f dec %.6f deg%n", alert.alertId(), alert.ra(), alert.dec()))
                .append(line(
                        "  %d epochs (%s) of %d rows; %s%n",
                        curve.size(), kinds(curve), alert.observations().size(), dropped(accepted.dropped())))
                .append(line(
                        "    %-15s %-4s %-9s %13s %11s %8s  %s%n",
                        "mjd [d, TAI]", "band", "kind", "flux [nJy]", "err [nJy]", "AB mag", "id"));
        for (Observation observation : curve.observations()) {
            boolean triggers = observation.equals(alert.trigger());
            report.append(line(
                    "  %s %15.7f %-4s %-9s %13.2f %11.2f %8s  %d%n",
                    triggers ? "*" : " ",
                    observation.mjd(),
                    observation.band().symbol(),
                    observation.kind().name().toLowerCase(Locale.ROOT),
                    observation.flux(),
                    observation.fluxErr(),
                    magnitude(observation),
                    observation.id()));
        }
        return report.toString();
    }

    private static String kinds(LightCurve curve) {
        Map<Kind, Long> counts = curve.observations().stream()
                .collect(Collectors.groupingBy(Observation::kind, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String dropped(Map<String, Integer> dropped) {
        return dropped.isEmpty()
                ? "nothing dropped"
                : "dropped "
                        + new TreeMap<>(dropped)
                                .entrySet().stream()
                                        .map(e -> e.getValue() + " for " + e.getKey())
                                        .collect(Collectors.joining(", "));
    }

    /** A limit's is that of five times its error; a flux that is not positive has none. */
    private static String magnitude(Observation observation) {
        boolean isLimit = observation.kind() == Kind.LIMIT;
        double flux = isLimit ? LIMIT_SIGMAS * observation.fluxErr() : observation.flux();
        return flux > 0 ? line("%s%.3f", isLimit ? ">" : "", ZERO_POINT - 2.5 * Math.log10(flux)) : "-";
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
