package org.alertformer.lightcurve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LightCurveTest {
    @Test
    void merge_sameBytesForAnyPermutationRepetitionAndSplit() {
        for (int seed = 0; seed < 300; seed++) {
            // Given
            Random random = new Random(seed);
            List<Observation> observations = observations(random, 1 + random.nextInt(60));
            byte[] expected = LightCurve.of(observations).toBytes();
            List<Observation> shuffled = new ArrayList<>(observations);
            for (int i = random.nextInt(20); i > 0; i--) {
                shuffled.add(observations.get(random.nextInt(observations.size())));
            }
            Collections.shuffle(shuffled, random);

            // When
            LightCurve merged = LightCurve.empty();
            for (int from = 0; from < shuffled.size(); ) {
                int to = Math.min(shuffled.size(), from + 1 + random.nextInt(7));
                merged = merged.merge(shuffled.subList(from, to));
                from = to;
            }

            // Then
            assertThat(merged.toBytes()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void merge_boundedSameBytesForAnyPermutation() {
        for (int seed = 0; seed < 300; seed++) {
            // Given
            Random random = new Random(seed);
            List<Observation> observations = observations(random, 40);
            byte[] expected = LightCurve.of(observations).newest(10).toBytes();
            Collections.shuffle(observations, random);

            // When
            LightCurve merged = LightCurve.empty();
            for (Observation observation : observations) {
                merged = merged.merge(List.of(observation)).newest(10);
            }

            // Then
            assertThat(merged.toBytes()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** Against a dictionary from (band, second) to the best of all versions, chosen by sorting rather than merging. */
    @Test
    void merge_keepsTheBestVersionOfEachEpoch() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            List<Observation> observations = observations(new Random(seed), 50);
            Map<String, List<Observation>> versions = new HashMap<>();
            for (Observation o : observations) {
                versions.computeIfAbsent(o.band() + " " + Math.round(o.mjd() * 86400), k -> new ArrayList<>())
                        .add(o);
            }
            List<String> best = new ArrayList<>();
            for (Map.Entry<String, List<Observation>> same : versions.entrySet()) {
                int kind = same.getValue().stream()
                        .mapToInt(o -> o.kind().ordinal())
                        .max()
                        .orElseThrow();
                double newest = same.getValue().stream()
                        .filter(o -> o.kind().ordinal() == kind)
                        .mapToDouble(Observation::processedMjd)
                        .max()
                        .orElseThrow();
                best.add(same.getKey() + " " + kind + " " + newest);
            }

            // When
            LightCurve curve = LightCurve.of(observations);

            // Then
            assertThat(curve.observations())
                    .as("seed %d", seed)
                    .extracting(o -> o.band() + " " + Math.round(o.mjd() * 86400) + " "
                            + o.kind().ordinal() + " " + o.processedMjd())
                    .containsExactlyInAnyOrderElementsOf(best);
        }
    }

    @Test
    void merge_detectionReplacesItsForcedTwin() {
        // Given
        Observation forced = new Observation(1, 60000.25, Band.R, Kind.FORCED, 1000, 50, 60010);
        Observation detection = new Observation(2, 60000.25000001, Band.R, Kind.DETECTION, 1100, 60, 60000);

        // When
        LightCurve curve = LightCurve.of(List.of(detection, forced));

        // Then
        assertThat(curve.observations()).containsExactly(detection);
    }

    @Test
    void merge_sameEpochInAnotherBandIsAnotherPoint() {
        // Given
        Observation r = new Observation(1, 60000.25, Band.R, Kind.DETECTION, 1000, 50, 0);
        Observation g = new Observation(2, 60000.25, Band.G, Kind.DETECTION, 900, 50, 0);

        // When
        LightCurve curve = LightCurve.of(List.of(r, g));

        // Then
        assertThat(curve.observations()).containsExactly(g, r);
    }

    @Test
    void asOf_neverHoldsALaterEpoch() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            Random random = new Random(seed);
            LightCurve curve = LightCurve.of(observations(random, 40));
            double mjd = curve.get(random.nextInt(curve.size())).mjd();

            // When
            LightCurve asOf = curve.asOf(mjd);

            // Then
            long expected = curve.observations().stream()
                    .filter(o -> Math.round(o.mjd() * 86400) <= Math.round(mjd * 86400))
                    .count();
            assertThat(asOf.size()).as("seed %d", seed).isEqualTo((int) expected);
        }
    }

    @Test
    void fromBytes_readsWhatWasWritten() {
        // Given
        LightCurve curve = LightCurve.of(observations(new Random(1), 30));

        // When
        LightCurve read = LightCurve.fromBytes(curve.toBytes());

        // Then
        assertThat(read).isEqualTo(curve);
    }

    @Test
    void fromBytes_anyTruncationIsRefused() {
        byte[] bytes = LightCurve.of(observations(new Random(1), 3)).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> LightCurve.fromBytes(truncated)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void timespanDays_leavesLimitsOut() {
        // Given
        LightCurve curve = LightCurve.of(List.of(
                new Observation(1, 60000, Band.R, Kind.LIMIT, 0, 50, 0),
                new Observation(2, 60010, Band.R, Kind.DETECTION, 500, 50, 0),
                new Observation(3, 60013, Band.R, Kind.FORCED, 100, 50, 0)));

        // When
        double timespan = curve.timespanDays();

        // Then
        assertThat(timespan).isEqualTo(3.0);
    }

    @Test
    void observation_refusesNumbersThatAreNoMeasurements() {
        assertThatThrownBy(() -> new Observation(1, Double.NaN, Band.R, Kind.DETECTION, 1, 1, 0))
                .hasMessageContaining("mjd NaN");
        assertThatThrownBy(() -> new Observation(1, 60000, Band.R, Kind.DETECTION, Float.POSITIVE_INFINITY, 1, 0))
                .hasMessageContaining("flux Infinity");
        assertThatThrownBy(() -> new Observation(1, 60000, Band.R, Kind.DETECTION, 1, -999, 0))
                .hasMessageContaining("fluxErr -999");
    }

    /** Few epochs and bands, so that versions of one epoch are frequent. */
    static List<Observation> observations(Random random, int count) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            observations.add(new Observation(
                    random.nextInt(5),
                    60000 + random.nextInt(30) + random.nextInt(3) * 1e-9,
                    random.nextBoolean() ? Band.G : Band.R,
                    Kind.values()[random.nextInt(3)],
                    random.nextInt(4) * 100f,
                    1 + random.nextInt(3),
                    random.nextInt(100)));
        }
        return observations;
    }
}
