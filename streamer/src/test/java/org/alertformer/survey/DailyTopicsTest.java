package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DailyTopicsTest {
    @Test
    void window_movesWithTheDay() {
        DailyTopics topics = DailyTopics.of("ztf_{date}_programid1", 3);

        Pattern pattern = topics.patternOn(LocalDate.of(2026, 3, 1));

        assertThat(pattern)
                .matches(p -> p.matcher("ztf_20260227_programid1").matches())
                .matches(p -> p.matcher("ztf_20260301_programid1").matches())
                .matches(p -> p.matcher("ztf_20260302_programid1").matches())
                .matches(p -> !p.matcher("ztf_20260226_programid1").matches())
                .matches(p -> !p.matcher("ztf_20260303_programid1").matches())
                .matches(p -> !p.matcher("ztf_20260301_programid2").matches());
    }

    @Test
    void names_areOldestFirst() {
        assertThat(DailyTopics.of("{date}", 2).namesOn(LocalDate.of(2024, 2, 29)))
                .containsExactly("20240228", "20240229", "20240301");
    }

    @Test
    void specialCharacters_standForThemselves() {
        Pattern pattern = DailyTopics.of("a.b_{date}", 1).patternOn(LocalDate.of(2026, 1, 1));

        assertThat(pattern.matcher("axb_20260101").matches()).isFalse();
        assertThat(pattern.matcher("a.b_20260101").matches()).isTrue();
    }

    @Test
    void nextDay_beginsAtMidnightUtc() {
        assertThat(DailyTopics.untilNextDay(Instant.parse("2026-01-21T23:59:58.500Z")))
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(DailyTopics.dayOf(Instant.parse("2026-01-21T23:59:58.500Z"))).isEqualTo(LocalDate.of(2026, 1, 21));
    }

    @Test
    void templateWithoutDate_isRefused() {
        assertThatThrownBy(() -> DailyTopics.of("ztf_programid1", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'ztf_programid1'");
    }
}
