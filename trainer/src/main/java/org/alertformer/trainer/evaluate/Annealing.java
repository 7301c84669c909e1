package org.alertformer.trainer.evaluate;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * The evidence of a model, that is the mean of its likelihood over the unit cube, by particles that go from an even spread to the
 * posterior while the likelihood is raised to a growing power (sequential Monte Carlo: Del Moral, Doucet and Jasra 2006, J. R.
 * Stat. Soc. B 68, 411). A step of the power is as long as keeps the effective number of particles at {@value #KEPT} of
 * them; they are resampled systematically, and then each moves along the difference of two others (ter Braak 2006, Stat.
 * Comput. 16, 239), which follows narrow and crooked posteriors without tuning. The standard error of the logarithm falls
 * with the root of the number of particles.
 */
final class Annealing {
    private static final double KEPT = 0.6;
    private static final int MOVES = 6;
    private static final int HALVINGS = 50;
    private static final double JITTER = 1e-4;

    private final ToDoubleFunction<double[]> logLikelihood;
    private final Random random;
    private double[][] particles;
    private double[] values;

    private Annealing(ToDoubleFunction<double[]> logLikelihood, int dimensions, int count, Random random) {
        this.logLikelihood = logLikelihood;
        this.random = random;
        particles = even(dimensions, count, random);
        values = Arrays.stream(particles).mapToDouble(logLikelihood).toArray();
    }

    /**
     * Natural logarithm of the mean of the likelihood.
     *
     * @param logLikelihood of a point of the unit cube
     * @param dimensions of the cube
     */
    static double logEvidence(ToDoubleFunction<double[]> logLikelihood, int dimensions, int particles, Random random) {
        Annealing annealing = new Annealing(logLikelihood, dimensions, particles, random);
        double power = 0;
        double logEvidence = 0;
        while (power < 1) {
            double step = annealing.step(1 - power);
            power += step;
            logEvidence += annealing.reweigh(step);
            for (int move = 0; power < 1 && move < MOVES; move++) {
                annealing.move(power, move == 0);
            }
        }
        return logEvidence;
    }

    /** An additive recurrence with the roots of x^(d+1) = x + 1, which fills a cube evenly, from a random place on. */
    private static double[][] even(int dimensions, int count, Random random) {
        double root = 2;
        for (int i = 0; i < HALVINGS; i++) {
            root = Math.pow(1 + root, 1.0 / (dimensions + 1));
        }
        double[][] points = new double[count][dimensions];
        for (int d = 0; d < dimensions; d++) {
            double stride = Math.pow(root, -(d + 1));
            double place = random.nextDouble();
            for (double[] point : points) {
                place += stride;
                place -= Math.floor(place);
                point[d] = place;
            }
        }
        return points;
    }

    /** The longest step that keeps enough particles. */
    private double step(double most) {
        if (kept(most) >= KEPT) {
            return most;
        }
        double high = most;
        while (kept(high) < KEPT && high > Double.MIN_NORMAL) {
            high /= 2;
        }
        double low = high;
        high *= 2;
        for (int i = 0; i < HALVINGS / 5; i++) {
            double middle = (low + high) / 2;
            if (kept(middle) >= KEPT) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Part of the particles that is effective after a step. */
    private double kept(double step) {
        double best = Arrays.stream(values).max().orElseThrow();
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            double weight = Math.exp(step * (value - best));
            sum += weight;
            squares += weight * weight;
        }
        return sum * sum / squares / values.length;
    }

    /** Resamples; the logarithm of the mean weight. */
    private double reweigh(double step) {
        int n = values.length;
        double best = Arrays.stream(values).max().orElseThrow();
        double[] below = new double[n + 1];
        for (int i = 0; i < n; i++) {
            below[i + 1] = below[i] + Math.exp(step * (values[i] - best));
        }
        double[][] chosen = new double[n][];
        double[] chosenValues = new double[n];
        double offset = random.nextDouble();
        int from = 0;
        for (int i = 0; i < n; i++) {
            double sought = below[n] * (i + offset) / n;
            while (from < n - 1 && below[from + 1] <= sought) {
                from++;
            }
            chosen[i] = particles[from];
            chosenValues[i] = values[from];
        }
        particles = chosen;
        values = chosenValues;
        return step * best + Math.log(below[n] / n);
    }

    /** @param whole whether by the whole difference, which leads from one mode to another */
    private void move(double power, boolean whole) {
        int n = particles.length;
        int dimensions = particles[0].length;
        for (int i = 0; i < n; i++) {
            double[] a = particles[random.nextInt(n)];
            double[] b = particles[random.nextInt(n)];
            double scale = whole ? 1 : 2.38 / Math.sqrt(2.0 * dimensions) * (0.1 + 0.9 * random.nextDouble());
            double[] proposal = particles[i].clone();
            boolean inside = true;
            for (int d = 0; d < dimensions; d++) {
                proposal[d] += scale * (a[d] - b[d]) * (1 + JITTER * random.nextGaussian());
                inside &= proposal[d] >= 0 && proposal[d] < 1;
            }
            if (inside) {
                double value = logLikelihood.applyAsDouble(proposal);
                if (Math.log(random.nextDouble()) < power * (value - values[i])) {
                    particles[i] = proposal;
                    values[i] = value;
                }
            }
        }
    }
}
