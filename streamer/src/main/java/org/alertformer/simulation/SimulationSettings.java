package org.alertformer.simulation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What to simulate. Two surveys with equal settings are equal to the last bit.
 *
 * @param design which survey
 * @param objects how many sources lie in its fields; those that never pass the threshold raise no alert
 * @param nights how long it lasts
 * @param seed of everything random
 * @param mix relative frequency of each class among the sources
 * @param fields how many fields the survey has; a visit's alerts come from one field
 * @param startMjd noon before the first night, MJD, TAI [days]
 * @param evolvingFlares whether flares have a rise time and redden as they decay; if not they follow F(t) = A
 *     exp(-(t - t0)/tau), the same in all bands
 */
public record SimulationSettings(
        SurveyDesign design,
        long objects,
        int nights,
        long seed,
        Map<SourceClass, Double> mix,
        int fields,
        int startMjd,
        boolean evolvingFlares) {
    /** 2026 January 1. */
    public static final int DEFAULT_START = 61_041;

    public static final int DEFAULT_FIELDS = 64;

    /** Throws {@link IllegalArgumentException} naming the setting and its value if it makes no survey. */
    public SimulationSettings {
        if (objects < 1 || objects > 10_000_000_000L) {
            throw new IllegalArgumentException("objects " + objects + " is not between 1 and 10^10");
        }
        if (nights < 1 || nights > 10_000) {
            throw new IllegalArgumentException("nights " + nights + " is not between 1 and 10000");
        }
        if (fields < 1 || fields > 10_000) {
            throw new IllegalArgumentException("fields " + fields + " is not between 1 and 10000");
        }
        if (startMjd < 51_544 || startMjd > 88_069) {
            throw new IllegalArgumentException("startMjd " + startMjd + " is not in this century");
        }
        double total = 0;
        for (var share : mix.entrySet()) {
            if (!(share.getValue() >= 0 && Double.isFinite(share.getValue()))) {
                throw new IllegalArgumentException(
                        "share of " + share.getKey().symbol() + " in the class mix is " + share.getValue());
            }
            total += share.getValue();
        }
        if (!(total > 0)) {
            throw new IllegalArgumentException("class mix " + mix + " has no class of a share above 0");
        }
        var ordered = new EnumMap<SourceClass, Double>(SourceClass.class);
        ordered.putAll(mix);
        mix = Collections.unmodifiableMap(ordered);
    }

    /** Four classes in equal parts, the other settings as usual. */
    public static SimulationSettings of(SurveyDesign design, long objects, int nights, long seed) {
        var mix = Map.of(
                SourceClass.DRW, 1.0, SourceClass.PERIODIC, 1.0, SourceClass.FLARE, 1.0, SourceClass.FLARE_DIP, 1.0);
        return new SimulationSettings(design, objects, nights, seed, mix, DEFAULT_FIELDS, DEFAULT_START, false);
    }

    public SimulationSettings withMix(Map<SourceClass, Double> newMix) {
        return new SimulationSettings(design, objects, nights, seed, newMix, fields, startMjd, evolvingFlares);
    }

    public SimulationSettings withFields(int newFields) {
        return new SimulationSettings(design, objects, nights, seed, mix, newFields, startMjd, evolvingFlares);
    }

    public SimulationSettings withStart(int newStartMjd) {
        return new SimulationSettings(design, objects, nights, seed, mix, fields, newStartMjd, evolvingFlares);
    }

    public SimulationSettings withEvolvingFlares() {
        return new SimulationSettings(design, objects, nights, seed, mix, fields, startMjd, true);
    }
}
