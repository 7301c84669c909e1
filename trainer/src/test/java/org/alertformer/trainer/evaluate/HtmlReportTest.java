package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.inference.ModelCard;
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
        var evaluation = new Evaluation(List.of("a<b", "c"), metrics, metrics, Map.of("1-9", metrics), flares, null);

        String page = HtmlReport.of(card(), "0123abcd", "a & b", evaluation);

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.replaceFirst("<!doctype html>", "")
                        .replace("<meta charset=\"utf-8\">", "")
                        .replace("<br>", "<br/>"))));
        assertThat(document.getElementsByTagName("circle").getLength())
                .isEqualTo(2 * metrics.bins().size());
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("a<b", "0123abcd", "a & b", "onset [days]", "0.6667");
        assertThat(page).doesNotContain("http", "src=");
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
