package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.alertformer.live.AlertRing.Slice;
import org.junit.jupiter.api.Test;

class AlertRingTest {
    @Test
    void after_aNumberSeen_whatCameSince() {
        AlertRing ring = filled(10, 7);

        // When
        Slice slice = ring.after(4, 100);

        // Then
        assertThat(slice.rows()).containsExactly("5", "6", "7");
        assertThat(slice.last()).isEqualTo(7);
        assertThat(slice.lost()).isZero();
    }

    @Test
    void after_moreThanTheRingHolds_theOldestAreLostAndCounted() {
        AlertRing ring = filled(10, 25);

        // When
        Slice slice = ring.after(3, 100);

        // Then
        assertThat(slice.rows()).hasSize(10).startsWith("16").endsWith("25");
        assertThat(slice.lost()).isEqualTo(12);
    }

    @Test
    void after_moreThanIsWanted_theNewest() {
        AlertRing ring = filled(10, 8);

        // When
        Slice slice = ring.after(0, 2);

        // Then
        assertThat(slice.rows()).containsExactly("7", "8");
        assertThat(slice.lost()).isEqualTo(6);
    }

    @Test
    void after_aNumberStillToCome_everything() {
        AlertRing ring = filled(10, 3);

        // When
        Slice slice = ring.after(99, 100);

        // Then
        assertThat(slice.rows()).containsExactly("1", "2", "3");
    }

    private static AlertRing filled(int capacity, int count) {
        AlertRing ring = new AlertRing(capacity);
        for (int i = 1; i <= count; i++) {
            ring.add(Integer.toString(i));
        }
        return ring;
    }
}
