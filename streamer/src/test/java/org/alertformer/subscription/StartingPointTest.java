package org.alertformer.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StartingPointTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "earliest, earliest",
        "latest, latest",
        "-90s, by_duration:PT1M30S",
        "-1h, by_duration:PT1H",
        "-2d, by_duration:PT48H",
        "2026-03-01T11:59:58.500Z, by_duration:PT1.5S",
        "2026-03-01, by_duration:PT12H"
    })
    void parse_aStart_isKafkasResetPolicy(String text, String policy) {
        StartingPoint start = StartingPoint.parse(text, NOW);

        assertThat(start.resetPolicy()).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-1", "1h", "-1w", "2026-13-01", "2026-03-01T25:00:00Z"})
    void parse_anythingElse_namesIt(String text) {
        assertThatThrownBy(() -> StartingPoint.parse(text, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void parse_theFuture_isRefused() {
        assertThatThrownBy(() -> StartingPoint.parse("2026-03-02", NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("future");
    }
}
