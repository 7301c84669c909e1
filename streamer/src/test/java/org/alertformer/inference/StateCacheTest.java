package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateCacheTest {
    private static final float[] NUMBERS = {1, 2, 3};

    private final StateCache cache = cache(1 << 20);

    @Test
    void find_lightCurveThatWentOn_isTheStateOfItsBeginning() {
        LightCurve curve = curve(9);
        keep(cache, "a", first(curve, 5));

        StateCache.Found found = cache.find("a", curve);

        assertThat(found.rows()).isEqualTo(5);
        assertThat(found.numbers()).isEqualTo(NUMBERS);
    }

    @Test
    void find_neverSeen_isNothing() {
        keep(cache, "a", first(curve(9), 5));

        StateCache.Found found = cache.find("b", curve(9));

        assertThat(found.from()).isNull();
    }

    /** One observation of those that were read, changed in one thing that the encoder reads. */
    @ParameterizedTest
    @MethodSource
    void find_revisedObservation_isNothing(UnaryOperator<Observation> revision) {
        LightCurve curve = curve(9);
        keep(cache, "a", first(curve, 5));
        for (int i = 0; i < 5; i++) {
            List<Observation> revised = new ArrayList<>(curve.observations());
            revised.set(i, revision.apply(revised.get(i)));

            StateCache.Found found = cache.find("a", LightCurve.of(revised));

            assertThat(found.from()).as("revision of %d", i).isNull();
        }
    }

    static Stream<UnaryOperator<Observation>> find_revisedObservation_isNothing() {
        return Stream.of(
                o -> new Observation(0, Math.nextUp(o.mjd()), o.band(), o.kind(), o.flux(), o.fluxErr(), 0),
                o -> new Observation(0, o.mjd(), Band.Z, o.kind(), o.flux(), o.fluxErr(), 0),
                o -> new Observation(0, o.mjd(), o.band(), Kind.LIMIT, o.flux(), o.fluxErr(), 0),
                o -> new Observation(0, o.mjd(), o.band(), o.kind(), Math.nextUp(o.flux()), o.fluxErr(), 0),
                o -> new Observation(0, o.mjd(), o.band(), o.kind(), o.flux(), Math.nextUp(o.fluxErr()), 0));
    }

    @Test
    void find_whatTheEncoderDoesNotRead_mayChange() {
        LightCurve curve = curve(9);
        keep(cache, "a", first(curve, 5));
        LightCurve renamed = LightCurve.of(curve.observations().stream()
                .map(o -> new Observation(o.id() + 7, o.mjd(), o.band(), o.kind(), o.flux(), o.fluxErr(), 61_000))
                .toList());

        StateCache.Found found = cache.find("a", renamed);

        assertThat(found.from()).isNotNull();
    }

    @Test
    void find_noRowsMoreOrFewer_isNothing() {
        LightCurve curve = curve(9);
        keep(cache, "a", first(curve, 5));

        assertThat(cache.find("a", first(curve, 5)).from()).isNull();
        assertThat(cache.find("a", first(curve, 4)).from()).isNull();
    }

    /** A window that moved begins later; one with an observation in between continues otherwise. */
    @Test
    void find_movedOrInserted_isNothing() {
        LightCurve curve = curve(9);
        keep(cache, "a", first(curve, 5));
        List<Observation> late = new ArrayList<>(curve.observations());
        late.add(observation(60_001.5, 3));

        assertThat(cache.find("a", curve.newest(8)).from()).isNull();
        assertThat(cache.find("a", LightCurve.of(late)).from()).isNull();
    }

    @Test
    void keep_answersInAnotherOrder_theLongestStays() {
        LightCurve curve = curve(9);
        keep(cache, "a", first(curve, 7));

        keep(cache, "a", first(curve, 5));

        assertThat(cache.find("a", curve).rows()).isEqualTo(7);
    }

    /** As after thinning, or after a wrong time was taken back. */
    @Test
    void keep_shorterButNewer_takesThePlace() {
        LightCurve curve = curve(9);
        keep(cache, "a", first(curve, 7));
        LightCurve thinned = first(curve, 8).newest(3);

        keep(cache, "a", thinned);

        assertThat(cache.find("a", curve.newest(4)).rows()).isEqualTo(3);
    }

    @Test
    void keep_beyondTheMemory_forgetsWhatWasUsedTheLongestTimeAgo() {
        // Given
        StateCache small = cache(10 * (StateCache.size(NUMBERS.length) + 1));
        LightCurve curve = curve(9);
        for (int object = 0; object < 10; object++) {
            keep(small, Integer.toString(object), first(curve, 5));
        }
        small.find("0", curve);

        // When
        keep(small, "a", first(curve, 5));
        keep(small, "b", first(curve, 5));

        // Then
        List<String> known = Stream.of("0", "1", "2", "3", "9", "a", "b")
                .filter(object -> small.find(object, curve).from() != null)
                .toList();
        assertThat(known).containsExactly("0", "3", "9", "a", "b");
    }

    @Test
    void metrics_tellHitsMissesAndBytes() {
        PrometheusRegistry registry = new PrometheusRegistry();
        StateCache counted = new StateCache(1 << 20, new BatchMetrics(registry));
        LightCurve curve = curve(9);
        keep(counted, "a", first(curve, 5));

        counted.find("a", curve);

        assertThat(MetricValues.of(registry, "alertformer_states", "hit")).isEqualTo(1);
        assertThat(MetricValues.of(registry, "alertformer_states", "miss")).isEqualTo(1);
        assertThat(MetricValues.of(registry, "alertformer_state_bytes"))
                .isEqualTo(StateCache.size(NUMBERS.length) + 1.0);
    }

    private static StateCache cache(long bytes) {
        return new StateCache(bytes, BatchMetrics.unread());
    }

    /** As a light curve that was answered without a state leaves it. */
    private static void keep(StateCache cache, String object, LightCurve window) {
        cache.keep(object, window, cache.find(object, window).fingerprint(), NUMBERS);
    }

    private static LightCurve first(LightCurve curve, int count) {
        return LightCurve.of(curve.observations().subList(0, count));
    }

    private static LightCurve curve(int length) {
        Random random = new Random(length);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            observations.add(observation(60_000 + i, 100 * random.nextFloat()));
        }
        return LightCurve.of(observations);
    }

    private static Observation observation(double mjd, float flux) {
        return new Observation(0, mjd, Band.R, Kind.DETECTION, flux, 2, 0);
    }
}
