package org.alertformer.trainer.evaluate;

import java.util.List;
import java.util.Locale;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/**
 * A light curve in SVG: flux by time, colour by band, and a circle around each observation whose area is its share of some
 * weight. Limits are open triangles at their five-sigma flux.
 */
final class CurveDrawing {
    private static final int WIDTH = 430;
    private static final int HEIGHT = 220;
    private static final int LEFT = 58;
    private static final int BOTTOM = 30;
    private static final int TOP = 10;
    private static final double LARGEST = 13;
    private static final double LIMIT = 5;
    private static final List<String> COLOURS =
            List.of("#7b4fb0", "#2e8b57", "#c0392b", "#d98324", "#7f5539", "#34495e", "#286eb4", "#286eb4");

    private CurveDrawing() {}

    /** @param weights by observation, not negative; none drawn if null */
    static String svg(LightCurve curve, double @Nullable [] weights, String title) {
        double begin = curve.get(0).mjd();
        double span = Math.max(1e-3, curve.get(curve.size() - 1).mjd() - begin);
        double low = 0;
        double high = 1e-9;
        for (Observation o : curve.observations()) {
            low = Math.min(low, level(o));
            high = Math.max(high, level(o));
        }
        double margin = 0.06 * (high - low);
        low -= margin;
        high += margin;
        double most = 1e-12;
        for (int i = 0; weights != null && i < weights.length; i++) {
            most = Math.max(most, weights[i]);
        }
        StringBuilder svg = new StringBuilder("<svg width=\"" + WIDTH + "\" height=\"" + HEIGHT
                + "\" role=\"img\"><title>" + HtmlReport.escaped(title) + "</title>");
        for (int tick = 0; tick <= 2; tick++) {
            double value = low + (high - low) * tick / 2;
            double y = y(value, low, high);
            line(svg, LEFT, y, WIDTH - 8, y);
            text(svg, 2, y + 4, String.format(Locale.ROOT, "%.3g", value / 1000));
            double x = LEFT + (WIDTH - LEFT - 12.0) * tick / 2;
            text(
                    svg,
                    x - (tick == 0 ? 0 : tick == 1 ? 18 : 46),
                    HEIGHT - 10,
                    String.format(Locale.ROOT, "%.1f", begin + span * tick / 2));
        }
        for (int i = 0; i < curve.size(); i++) {
            Observation o = curve.get(i);
            double x = LEFT + (WIDTH - LEFT - 12) * (o.mjd() - begin) / span;
            double y = y(level(o), low, high);
            String colour = colour(o.band());
            if (weights != null) {
                double radius = LARGEST * Math.sqrt(Math.max(0, weights[i]) / most);
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"weight\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" fill-opacity=\"0.18\"/>",
                        x,
                        y,
                        radius,
                        colour));
            }
            if (o.isMeasurement()) {
                double up = y(level(o) + o.fluxErr(), low, high);
                double down = y(level(o) - o.fluxErr(), low, high);
                svg.append(String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\" stroke-opacity=\"0.5\"/>"
                                + "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\"/>",
                        x,
                        Math.max(TOP, up),
                        Math.min(HEIGHT - BOTTOM, down),
                        colour,
                        x,
                        y,
                        colour));
            } else {
                svg.append(String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %.1fl6 0l-3 6z\" fill=\"none\" stroke=\"%s\"/>",
                        x - 3,
                        y,
                        colour));
            }
        }
        return svg.append("</svg>").toString();
    }

    private static double level(Observation o) {
        return o.isMeasurement() ? o.flux() : LIMIT * o.fluxErr();
    }

    private static String colour(Band band) {
        return COLOURS.get(band.ordinal() % COLOURS.size());
    }

    private static double y(double value, double low, double high) {
        return TOP + (HEIGHT - BOTTOM - TOP) * (high - value) / (high - low);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"var(--grid)\"/>",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" fill=\"var(--muted)\">%s</text>",
                x,
                y,
                text));
    }
}
