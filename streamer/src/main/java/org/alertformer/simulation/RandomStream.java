package org.alertformer.simulation;

/**
 * Random numbers that are the same on every Java platform. SplitMix64 [1] started from a hash of a seed and the place
 * the numbers are for, so any object, field or night has its own stream, reachable without drawing those before it.
 * Normal deviates by the polar method [2] with {@link StrictMath}: the platform's own {@code nextGaussian} has changed
 * its algorithm between releases, and {@code Math.log} may differ in its last bit between processors.
 *
 * <p>[1] Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators, OOPSLA, figure 16. [2] Marsaglia
 * and Bray 1964, SIAM Review 6, 260.
 */
final class RandomStream {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    private long state;
    private double spare = Double.NaN;

    private RandomStream(long state) {
        this.state = state;
    }

    /** The stream of a seed for one purpose and one or more numbers that say which. */
    static RandomStream of(long seed, Purpose purpose, long... place) {
        long hash = mix(seed + GOLDEN_GAMMA);
        hash = mix(hash ^ (purpose.ordinal() + 1) * GOLDEN_GAMMA);
        for (long coordinate : place) {
            hash = mix(hash + GOLDEN_GAMMA ^ mix(coordinate + GOLDEN_GAMMA));
        }
        return new RandomStream(hash);
    }

    /** The plain generator from a state. */
    static RandomStream startingAt(long state) {
        return new RandomStream(state);
    }

    /** What a stream is for. The ordinal enters the stream: append, never reorder. */
    enum Purpose {
        SOURCE,
        LIGHT_CURVE,
        PHOTOMETRY,
        FIELD,
        SCHEDULE,
        WEATHER
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    long bits() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (bits() >>> 11) * UNIT;
    }

    /** Uniform in [low, high). */
    double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform in the logarithm between two positive numbers. */
    double logUniform(double low, double high) {
        return low * StrictMath.exp(StrictMath.log(high / low) * uniform());
    }

    /** Uniform among 0 to bound - 1, for bounds far below 2^53. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    double normal() {
        if (!Double.isNaN(spare)) {
            double kept = spare;
            spare = Double.NaN;
            return kept;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * uniform() - 1;
            y = 2 * uniform() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * scale;
        return x * scale;
    }

    double normal(double mean, double deviation) {
        return mean + deviation * normal();
    }
}
