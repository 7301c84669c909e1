package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An {@link Explanation} as one HTML page that needs nothing beside itself. */
public final class ExplanationPage {
    private static final List<String> COLOURS =
            List.of("#286eb4", "#c0392b", "#2e8b57", "#d98324", "#7b4fb0", "#34495e", "#7f5539", "#b0306a");

    private ExplanationPage() {}

    public static String of(String id, String truth, List<String> classes, Explanation explanation) {
        String name = HtmlReport.escaped(id);
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
                + name + "</title><style>" + HtmlReport.STYLE
                + "</style></head><body><main class=\"report\"><h1>Object " + name
                + "</h1><p>In truth " + HtmlReport.escaped(truth) + ", taken for "
                + HtmlReport.escaped(classes.get(explanation.prediction().best())) + ".</p>");
        page.append("<h2>As observations came</h2><p>Probability of each class by number of observations.</p>");
        int most = explanation.steps().get(explanation.steps().size() - 1).observations();
        var axes = new Axes(new double[] {1, most}, new double[] {0, 1});
        for (int c = 0; c < classes.size(); c++) {
            List<double[]> points = new ArrayList<>();
            boolean ever = false;
            for (Explanation.Step step : explanation.steps()) {
                points.add(new double[] {step.observations(), step.probabilities()[c]});
                ever |= step.probabilities()[c] > 0.1;
            }
            if (ever) {
                axes.curve(points, COLOURS.get(c % COLOURS.size()));
            }
        }
        page.append(axes.svg("probabilities")).append("<p>");
        for (int c = 0; c < classes.size(); c++) {
            page.append(String.format(
                    Locale.ROOT,
                    "<span style=\"color:%s\">%s %.3f</span> ",
                    COLOURS.get(c % COLOURS.size()),
                    HtmlReport.escaped(classes.get(c)),
                    explanation.prediction().probabilities()[c]));
        }
        page.append(
                "</p><h2>What counts</h2><p>Flux [1000 nJy] by MJD, colour by band. Left: circles by attention of the class"
                        + " token. Right: by how much the probability of the most probable class changes without the observation."
                        + String.format(
                                Locale.ROOT, " Rank correlation of the two: %.2f.</p>", explanation.rankCorrelation()));
        page.append(CurveDrawing.svg(explanation.window(), HtmlReport.weights(explanation.attention()), "attention"));
        double[] sizes = Arrays.stream(explanation.losses()).map(Math::abs).toArray();
        page.append(CurveDrawing.svg(explanation.window(), sizes, "change without the observation"));
        return page.append("<pre>" + HtmlReport.escaped(explanation.toText(classes)) + "</pre></main></body></html>")
                .toString();
    }
}
