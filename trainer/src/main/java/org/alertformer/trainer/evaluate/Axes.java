package org.alertformer.trainer.evaluate;

import java.util.List;
import java.util.Locale;

/** A drawing in SVG with numbers on both axes. */
final class Axes {
    private static final int WIDTH = 330;
    private static final int HEIGHT = 260;
    private static final int LEFT = 52;
    private static final int BOTTOM = 34;
    private static final int TOP = 10;
    private static final int RIGHT = 12;

    private final StringBuilder shapes = new StringBuilder();
    private final double[] x;
    private final double[] y;

    /**
     * @param x from and to
     * @param y from and to
     */
    Axes(double[] x, double[] y) {
        this.x = widened(x);
        this.y = widened(y);
        for (int tick = 0; tick <= 4; tick++) {
            double xValue = this.x[0] + (this.x[1] - this.x[0]) * tick / 4;
            double yValue = this.y[0] + (this.y[1] - this.y[0]) * tick / 4;
            line(this.x[0], yValue, this.x[1], yValue, "var(--grid)");
            text(2, y(yValue) + 4, number(yValue));
            text(x(xValue) - 12, HEIGHT - 12, number(xValue));
        }
    }

    private static double[] widened(double[] range) {
        return range[1] > range[0] ? range : new double[] {range[0] - 0.5, range[0] + 0.5};
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

    void curve(List<double[]> points, String colour) {
        StringBuilder path = new StringBuilder();
        for (double[] p : points) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(p[0]), y(p[1])));
        }
        shapes.append("<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.6\"/>");
    }

    void dot(double px, double py, String colour) {
        shapes.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.8\" fill=\"%s\" fill-opacity=\"0.4\"/>",
                x(px),
                y(py),
                colour));
    }

    /** In the upper right corner, one below the other. */
    void legend(int row, String text, String colour) {
        shapes.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"%s\" text-anchor=\"end\">%s</text>",
                WIDTH - RIGHT - 2,
                TOP + 14 + 15 * row,
                colour,
                HtmlReport.escaped(text)));
    }

    String svg(String title) {
        return "<svg width=\"" + WIDTH + "\" height=\"" + HEIGHT + "\" role=\"img\"><title>" + HtmlReport.escaped(title)
                + "</title>" + shapes + "</svg>";
    }

    private void text(double px, double py, String text) {
        shapes.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" fill=\"var(--muted)\">%s</text>",
                px,
                py,
                text));
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }

    private double x(double value) {
        double inside = Math.max(0, Math.min(1, (value - x[0]) / (x[1] - x[0])));
        return LEFT + inside * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        double inside = Math.max(0, Math.min(1, (value - y[0]) / (y[1] - y[0])));
        return HEIGHT - BOTTOM - inside * (HEIGHT - BOTTOM - TOP);
    }
}
