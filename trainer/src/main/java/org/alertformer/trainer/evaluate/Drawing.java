package org.alertformer.trainer.evaluate;

import java.util.Locale;

/** A drawing of the unit square in SVG, with an axis from 0 to 1 on the left. */
final class Drawing {
    private static final int MARGIN = 34;

    private final StringBuilder shapes = new StringBuilder();
    private final int width;
    private final int height;

    Drawing(int width, int height) {
        this.width = width;
        this.height = height;
        for (int tick = 0; tick <= 4; tick++) {
            double y = tick / 4.0;
            line(0, y, 1, y, "var(--grid)");
            shapes.append(String.format(
                    Locale.ROOT,
                    "<text x=\"4\" y=\"%.1f\" font-size=\"11\" fill=\"var(--muted)\">%.2f</text>",
                    y(y) + 4,
                    y));
        }
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        shapes.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
                x(x1),
                y(y1),
                x(x2),
                y(y2),
                colour));
    }

    void dot(double x, double y, double radius) {
        shapes.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"var(--accent)\" fill-opacity=\"0.6\"/>",
                x(x),
                y(y),
                radius));
    }

    void bar(double left, double across, double top, String label) {
        shapes.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"var(--accent)\" fill-opacity=\"0.7\"/>",
                x(left),
                y(top),
                x(left + across) - x(left),
                y(0) - y(top)));
        shapes.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" font-size=\"11\" fill=\"var(--muted)\">%s</text>",
                x(left),
                height - MARGIN / 3,
                HtmlReport.escaped(label)));
    }

    String svg(String title) {
        return "<svg width=\"" + width + "\" height=\"" + height + "\" role=\"img\"><title>" + HtmlReport.escaped(title)
                + "</title>" + shapes + "</svg>";
    }

    private double x(double x) {
        return MARGIN + x * (width - 1.5 * MARGIN);
    }

    private double y(double y) {
        return height - MARGIN - y * (height - 1.5 * MARGIN);
    }
}
