package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.alertformer.live.NightStatistics.Reading;
import org.junit.jupiter.api.Test;

class NightStatisticsTest {
    private static final long NOW = 1_800_000_000_000L;

    private final NightStatistics statistics = new NightStatistics();

    @Test
    void read_alertsOfSeveralSeconds_countsRatesAndClasses() {
        for (int second = 1; second <= 10; second++) {
            for (int i = 0; i < 7; i++) {
                statistics.classAlert(i == 0 ? "flare" : "drw", NOW - second * 1000L);
            }
        }
        statistics.classAlert("drw", NOW - 301_000); // before the memory of seconds

        // When
        Reading reading = statistics.read(NOW);

        // Then
        assertThat(reading.alerts()).isEqualTo(71);
        assertThat(reading.byClass()).isEqualTo(Map.of("flare", 10L, "drw", 61L));
        assertThat(reading.rate()).isEqualTo(7.0);
        assertThat(reading.rates())
                .hasSize(NightStatistics.SECONDS)
                .endsWith(7, 7, 0)
                .startsWith(0, 0);
    }

    @Test
    void read_longAfterwards_nothingIsGoingOn() {
        statistics.classAlert("drw", NOW);
        statistics.latency(120, NOW);

        // When
        Reading reading = statistics.read(NOW + 400_000);

        // Then
        assertThat(reading.rate()).isZero();
        assertThat(reading.rates()).containsOnly(0);
        assertThat(reading.medianLatency()).isEqualTo(-1);
        assertThat(reading.alerts()).isEqualTo(1);
    }

    @Test
    void read_latencies_theirPercentiles() {
        for (int i = 100; i > 0; i--) {
            statistics.latency(i, NOW);
        }

        // When
        Reading reading = statistics.read(NOW);

        // Then
        assertThat(reading.medianLatency()).isEqualTo(51);
        assertThat(reading.latency98()).isEqualTo(99);
    }
}
