package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
    private static final FlareRange DEEP = new FlareRange(2_000, 66_000, 5, 60);

    @Test
    void flareRangeIn_knownSurveyAfterReadingBack() {
        // Given
        String json =
                TestModels.card().withSurveyFlareRanges(Map.of("deep", DEEP)).toJson();

        // When
        ModelCard card = ModelCard.parse(json);

        // Then
        assertThat(card.flareRangeIn("deep")).isEqualTo(DEEP);
        assertThat(card.flareRangeIn("shallow")).isEqualTo(card.flareRange());
    }

    /** As written before surveys had ranges of their own. */
    @Test
    void flareRangeIn_cardWithOneRangeOnly() {
        // Given
        String json = TestModels.card()
                .toJson()
                .replaceFirst("\"surveyFlareRanges\" : null,", "")
                .replaceFirst(
                        "\"flareRange\" : null",
                        "\"flareRange\" : {\"lowestAmplitude\": 2000, \"highestAmplitude\": 66000,"
                                + " \"shortestDecay\": 5, \"longestDecay\": 60}");

        // When
        ModelCard card = ModelCard.parse(json);

        // Then
        assertThat(json).doesNotContain("surveyFlareRanges");
        assertThat(card.flareRangeIn("deep")).isEqualTo(DEEP);
    }
}
