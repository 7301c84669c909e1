package org.alertformer.schemas;

import java.time.Instant;
import java.util.List;

/** One record of each kind whose values are hard to carry: ids beyond 2^53, NaN, a null, the smallest float. */
final class Samples {
    private static final long LARGE_ID = 9_007_199_254_740_993L; // 2^53 + 1, which no double holds

    private static final Model MODEL = new Model("reference", "1.2", "0f".repeat(32), "simulated sha-256:77");
    private static final Instant OBSERVED = Instant.parse("2026-03-01T04:05:06.789Z");
    private static final Instant INGESTED = Instant.parse("2026-03-01T04:05:37Z");
    private static final Instant PUBLISHED = Instant.parse("2026-03-01T04:05:37.001Z");

    private Samples() {}

    static Alert alert() {
        return new Alert(
                "simulated",
                LARGE_ID,
                null,
                Long.MAX_VALUE,
                359.999_999_9,
                -89.5,
                List.of(
                        new Observation(
                                Long.MIN_VALUE, 61_100.170_217_46, "g", -12.5f, 3.25f, ObservationKind.DETECTION, 0.0),
                        new Observation(0L, 61_099.0, "r", Float.MIN_VALUE, 1e30f, ObservationKind.FORCED, 61_099.5),
                        new Observation(7L, 61_098.0, "i", 0f, 0.1f, ObservationKind.LIMIT, 61_098.25)));
    }

    static ClassAlert classAlert() {
        return new ClassAlert(
                "ztf",
                LARGE_ID,
                "ZTF21abiuvdk \u03b1",
                -1L,
                12.345_678_901_234_5,
                -0.1,
                61_100.170_217_46,
                22,
                5,
                30.000_000_1,
                List.of(new Classification("drw", 0.1f), new Classification("flare", 0.9f)),
                "flare",
                0.9f,
                MODEL,
                OBSERVED,
                INGESTED,
                PUBLISHED,
                List.of(new ObservationWeight(LARGE_ID, 61_100.0, "g", 0.333_333_34f)));
    }

    static FlareAlert flareAlert() {
        return new FlareAlert(
                "ztf",
                12L,
                "ZTF21abiuvdk",
                3L,
                10.0,
                20.0,
                61_100.0,
                0.875f,
                new Interval(1200.5, 1100.0, 1300.0),
                new Interval(61_090.25, 61_090.0, 61_090.5),
                new Interval(4.0, 3.0, Double.POSITIVE_INFINITY),
                List.of(0.5f, -0.25f, 0.125f),
                Double.NaN,
                true,
                MODEL,
                OBSERVED,
                INGESTED,
                PUBLISHED);
    }
}
