package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.trainer.fit.EpochRecord;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
    @Test
    void of_isWellFormedAndNeedsNothingElse() throws Exception {
        ClassMetrics metrics = ClassMetrics.of(
                List.of("a<b", "c"),
                List.of(new float[] {0.9f, 0.1f}, new float[] {0.3f, 0.7f}, new float[] {0.6f, 0.4f}),
                List.of(0, 1, 1));
        var flares = new FlareMetrics(1, List.of(new FlareMetrics.Parameter("onset [days]", 1, 0.5, 0.7, 0.9)));
        var evaluation = new Evaluation(
                List.of("a<b", "c"), metrics, metrics, Map.of("1-9", metrics), flares, null, Double.NaN, Double.NaN);

        List<EpochRecord> history = List.of(new EpochRecord(1, 1, 1.2, 1.1, 0.4), new EpochRecord(1, 2, 0.9, 1.0, 0.6));

        String page = HtmlReport.of(card(), "0123abcd", "a & b", evaluation, gallery(), history);

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.replaceFirst("<!doctype html>", "")
                        .replace("<meta charset=\"utf-8\">", "")
                        .replace("<br>", "<br/>"))));
        assertThat(document.getElementsByTagName("circle").getLength())
                .isEqualTo(2 * metrics.bins().size() + 2 * 2 + 3);
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("a<b", "0123abcd", "a & b", "onset [days]", "0.6667", "Learning curves", "object <7>");
        assertThat(page).doesNotContain("http", "src=");
    }

    /** Two observations with attention and a limit without, and one pair of flare parameters. */
    private static Gallery gallery() {
        LightCurve window = LightCurve.of(List.of(
                new Observation(1, 61_000, Band.G, Kind.DETECTION, 900, 40, 0),
                new Observation(2, 61_003, Band.R, Kind.FORCED, -20, 40, 0)));
        var prediction = new Prediction(
                new ModelIdentity("0123abcd", card()), new float[] {0.2f, 0.8f}, null, new float[] {0.9f, 0.1f});
        var pair = new Gallery.FlarePair(new double[] {8, 3, 2}, new double[] {8.1, 2, 2.2});
        return new Gallery(List.of(), List.of(new Gallery.Item("object <7>", window, 0, prediction)), List.of(pair));
    }

    private static ModelCard card() {
        return new ModelCard(
                ModelCard.CARD_VERSION,
                "page",
                "1",
                List.of(ModelCard.Task.classification),
                List.of("a<b", "c"),
                List.of(),
                List.of(new NormalizedFeature("days", 0, 1)),
                new TimeEncoding(TimeEncoding.Kind.none, Map.of()),
                List.of("g"),
                1,
                256,
                1,
                "none",
                null,
                null,
                "2026-01-01T00:00:00Z");
    }
}
