package org.alertformer.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;

/**
 * Simulated stars with periodic dips, as a transit survey sees them in four weeks: of planets, and what is taken for them.
 *
 * <p>A planet's transit is a trapezoid with a flat bottom, every one the same. A false positive is an eclipsing binary, with a V
 * of another depth at every second eclipse, or with a secondary eclipse half a period later, or with the waves of its tides; or
 * a star with spots. Periods are log-uniform from 1 to 8 days, depths from 0.2 to 2 %, errors from 0.03 to 0.15 %, one
 * observation an hour with a gap of a day and a half in the middle.
 *
 * @param trainCurves light curves of each class to learn from
 * @param validationCurves likewise
 * @param testCurves likewise
 * @param seed of the training light curves; the others have the next ones
 */
public record TransitRecipe(int trainCurves, int validationCurves, int testCurves, long seed) {
    static final List<String> CLASSES = List.of("planet", "false_positive");

    private static final double START = 60_000;
    private static final double DAYS = 27;
    private static final double GAP_BEGIN = 13;
    private static final double GAP_END = 14.5;
    private static final double CADENCE = 1 / 24.0;

    public TransitRecipe {
        if (trainCurves < 1 || validationCurves < 1 || testCurves < 1) {
            throw new IllegalArgumentException("transits: trainCurves " + trainCurves + ", validationCurves "
                    + validationCurves + ", testCurves " + testCurves + " must all be positive");
        }
    }

    CurveSet load() {
        return new CurveSet(
                "simulated transits seed " + seed,
                CLASSES,
                draw(trainCurves, seed),
                draw(validationCurves, seed + 1),
                test(seed + 2),
                Truncation.NONE);
    }

    List<LabelledCurve> test(long testSeed) {
        return draw(testCurves, testSeed);
    }

    private static List<LabelledCurve> draw(int count, long seed) {
        Random random = new Random(seed);
        List<LabelledCurve> curves = new ArrayList<>();
        for (int i = 0; i < 2 * count; i++) {
            int label = i % 2;
            curves.add(new LabelledCurve("transit " + seed + " " + i, label, curve(label == 0, random), null));
        }
        return curves;
    }

    private static LightCurve curve(boolean planet, Random random) {
        double period = Math.pow(8, random.nextDouble());
        double depth = 0.002 * Math.pow(10, random.nextDouble());
        double duration = 0.02 + 0.04 * random.nextDouble();
        double centre = period * random.nextDouble();
        double error = 0.0003 * Math.pow(5, random.nextDouble());
        double brightness = 1e5 * Math.pow(100, random.nextDouble());
        int kind = random.nextInt(4);
        double second = depth * (0.2 + 0.5 * random.nextDouble());
        double flat = planet ? 0.5 + 0.4 * random.nextDouble() : 0.1 * random.nextDouble();
        List<Observation> observations = new ArrayList<>();
        long id = 0;
        for (double t = 0; t < DAYS; t += CADENCE) {
            if (t > GAP_BEGIN && t < GAP_END) {
                continue;
            }
            double cycles = (t - centre) / period;
            long cycle = Math.round(cycles);
            double phase = cycles - cycle;
            double dip;
            if (planet || kind == 0) {
                boolean odd = Math.floorMod(cycle, 2L) == 1;
                dip = (planet || !odd ? depth : second) * trapezoid(phase / duration, flat);
            } else if (kind == 1) {
                double opposite = Math.abs(phase) - 0.5;
                dip = depth * trapezoid(phase / duration, flat) + second * trapezoid(opposite / duration, flat);
            } else if (kind == 2) {
                dip = depth * trapezoid(phase / duration, flat) + 0.3 * depth * Math.cos(4 * Math.PI * phase);
            } else {
                dip = 0.5 * depth * (Math.cos(2 * Math.PI * phase) + 0.4 * Math.cos(4 * Math.PI * phase + centre));
            }
            double flux = brightness * (1 - dip + error * random.nextGaussian());
            observations.add(new Observation(
                    ++id, START + t, Band.R, Kind.DETECTION, (float) flux, (float) (brightness * error), START + t));
        }
        return LightCurve.of(observations);
    }

    /** 1 in the flat part of a dip of width 1 around 0, falling to 0 at its edges. */
    private static double trapezoid(double x, double flat) {
        double from = Math.abs(2 * x);
        return from >= 1 ? 0 : from <= flat ? 1 : (1 - from) / (1 - flat);
    }
}
