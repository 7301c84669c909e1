package org.alertformer.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;

/**
 * Simulated red giants, observed every half hour for a while: the noise of their boiling surface, whose power falls off beyond a
 * frequency in proportion to nu_max (Harvey 1985), and oscillations around nu_max itself. The parameter to be found is nu_max,
 * which measures the surface gravity.
 *
 * <p>Granulation is an Ornstein-Uhlenbeck process with the decay time 1/(2 pi 0.3 nu_max) and the amplitude 60 ppm (nu_max /
 * 100 uHz)^-0.6; the oscillations are three damped, randomly driven oscillators at 0.93, 1 and 1.07 nu_max with a third of that
 * amplitude together and a life of three days (Kallinger et al. 2014, arXiv 1408.0817, for the scalings). Photon noise is from 10
 * to 40 ppm. nu_max is log-uniform from 10 to 160 uHz.
 *
 * <p>The classes are bins of nu_max, half an octave each: what a network says of them is a posterior of the parameter, with no
 * assumption on its shape.
 *
 * @param trainCurves light curves to learn from
 * @param validationCurves likewise
 * @param testCurves likewise
 * @param days of observation
 * @param seed of the training light curves; the others have the next ones
 */
public record GranulationRecipe(int trainCurves, int validationCurves, int testCurves, double days, long seed) {
    private static final double LOWEST = 10;
    private static final double PER_OCTAVE = 2;
    private static final int BINS = 8;
    private static final double START = 60_000;
    private static final double CADENCE = 1 / 48.0;
    private static final double BRIGHTNESS = 1e7;
    private static final double MICROHERTZ = 0.0864;
    private static final double LIFE = 3;

    public GranulationRecipe {
        if (trainCurves < 1 || validationCurves < 1 || testCurves < 1 || !(days >= 1 && days <= 100)) {
            throw new IllegalArgumentException("granulation: trainCurves " + trainCurves + ", validationCurves "
                    + validationCurves + ", testCurves " + testCurves + ", days " + days + " are out of range");
        }
    }

    /** Names of the bins, by label. */
    static List<String> classes() {
        List<String> classes = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            classes.add(String.format(Locale.ROOT, "nu_max %.0f-%.0f uHz", edge(bin), edge(bin + 1)));
        }
        return classes;
    }

    private static double edge(int bin) {
        return LOWEST * Math.pow(2, bin / PER_OCTAVE);
    }

    CurveSet load() {
        return new CurveSet(
                "simulated granulation seed " + seed,
                classes(),
                draw(trainCurves, seed),
                draw(validationCurves, seed + 1),
                test(seed + 2),
                Truncation.NONE);
    }

    List<LabelledCurve> test(long testSeed) {
        return draw(testCurves, testSeed);
    }

    private List<LabelledCurve> draw(int count, long drawSeed) {
        Random random = new Random(drawSeed);
        List<LabelledCurve> curves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // one bin after the other, so that small sets have all of them
            double bin = i % BINS + random.nextDouble();
            double nuMax = LOWEST * Math.pow(2, bin / PER_OCTAVE);
            curves.add(new LabelledCurve("giant " + drawSeed + " " + i, i % BINS, curve(nuMax, random), null));
        }
        return curves;
    }

    private LightCurve curve(double nuMax, Random random) {
        double perDay = nuMax * MICROHERTZ;
        double amplitude = 60e-6 * Math.pow(nuMax / 100, -0.6);
        double noise = 1e-5 * Math.pow(4, random.nextDouble());
        double memory = Math.exp(-CADENCE * 2 * Math.PI * 0.3 * perDay);
        double damping = Math.exp(-CADENCE / LIFE);
        double[] modes = {0.93, 1, 1.07};
        double[] real = random.doubles(3, -1, 1).toArray();
        double[] imaginary = random.doubles(3, -1, 1).toArray();
        double slow = random.nextGaussian();
        List<Observation> observations = new ArrayList<>();
        int count = (int) Math.round(days / CADENCE);
        for (int i = 0; i < count; i++) {
            double sum = slow;
            for (int m = 0; m < 3; m++) {
                double angle = 2 * Math.PI * modes[m] * perDay * CADENCE;
                double kick = Math.sqrt(1 - damping * damping);
                double turned = damping * (Math.cos(angle) * real[m] - Math.sin(angle) * imaginary[m]);
                imaginary[m] = damping * (Math.sin(angle) * real[m] + Math.cos(angle) * imaginary[m])
                        + kick * random.nextGaussian();
                real[m] = turned + kick * random.nextGaussian();
                sum += real[m] / 3 / Math.sqrt(3);
            }
            slow = memory * slow + Math.sqrt(1 - memory * memory) * random.nextGaussian();
            double flux = BRIGHTNESS * (1 + amplitude * sum + noise * random.nextGaussian());
            double mjd = START + i * CADENCE;
            observations.add(new Observation(
                    i + 1, mjd, Band.R, Kind.DETECTION, (float) flux, (float) (BRIGHTNESS * noise), mjd));
        }
        return LightCurve.of(observations);
    }
}
