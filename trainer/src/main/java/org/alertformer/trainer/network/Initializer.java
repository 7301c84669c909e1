package org.alertformer.trainer.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The weights a training starts from. Matrices are normal with variance 2/(in + out) (Glorot and Bengio 2010), those that
 * write into the residual stream smaller by the root of twice the number of layers (GPT-2), biases 0, gains 1.
 */
public final class Initializer {
    /** Names of weights that are constants of the task and are not trained. */
    static final String CONSTANT = "constant.";

    private final Map<String, Weights.Array> tensors = new LinkedHashMap<>();
    private final Random random;

    private Initializer(long seed) {
        this.random = new Random(seed);
    }

    /**
     * @param flareScale the units of the flare head
     * @param seed of the normal numbers
     */
    public static Weights weights(Architecture a, FlareScale flareScale, long seed) {
        Initializer i = new Initializer(seed);
        int d = a.width();
        TimeChannels time = a.timeChannels();
        i.matrix("input", d, a.features() + time.count(), 1);
        i.normal("class", 0.02, d);
        i.time(time, d);
        double residual = 1 / Math.sqrt(2.0 * a.layers());
        for (int l = 0; l < a.layers(); l++) {
            String layer = "layer" + l + ".";
            i.norm(layer + "norm1", d);
            i.matrix(layer + "qkv", 3 * d, d, 1);
            i.matrix(layer + "out", d, d, residual);
            i.norm(layer + "norm2", d);
            i.matrix(layer + "up", a.feedForward(), d, 1);
            i.matrix(layer + "down", d, a.feedForward(), residual);
        }
        if (a.norm() == Architecture.Norm.pre) {
            i.norm("norm", d);
        }
        i.matrix("classes", a.classes(), d, 1);
        if (a.flare()) {
            i.matrix("pointer", 1, d, 1);
            i.matrix("flare1", d, 2 * d, 1);
            i.matrix("flare2", 9, d, 0.1);
            i.tensors.put(CONSTANT + "flare_mean", new Weights.Array(new long[] {3}, flareScale.mean()));
            i.tensors.put(CONSTANT + "flare_spread", new Weights.Array(new long[] {3}, flareScale.spread()));
        }
        return new Weights(i.tensors);
    }

    /** Of a perceptron. */
    public static Weights weights(PerceptronShape shape, long seed) {
        Initializer i = new Initializer(seed);
        int in = shape.columns().size();
        for (int l = 0; l < shape.layers(); l++) {
            i.matrix(PerceptronShape.hidden(l), shape.width(), in, 1);
            in = shape.width();
        }
        i.matrix("classes", shape.classes(), in, 1);
        return new Weights(i.tensors);
    }

    private void time(TimeChannels time, int width) {
        switch (time.kind()) {
            case time2vec -> {
                float[] w = floats(time.frequencies());
                tensors.put("time.omega", new Weights.Array(new long[] {w.length}, w));
                normal("time.phi", 1, w.length);
                tensors.put("time.linear", new Weights.Array(new long[] {2}, new float[] {1, 0}));
            }
            case fourier -> {
                int terms = 2 * time.frequencies().length;
                float[] alpha = normal("time.alpha", 0.05, width, terms);
                normal("time.beta", 0.05, width, terms);
                // the cosine of harmonic 0 is the constant term
                for (int c = 0; c < width; c++) {
                    alpha[c * terms + terms / 2] = 1;
                }
            }
            case none, sinusoidal, log, delta, learned, rotary -> {}
        }
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private void matrix(String name, int out, int in, double gain) {
        normal(name + ".weight", gain * Math.sqrt(2.0 / (in + out)), out, in);
        tensors.put(name + ".bias", new Weights.Array(new long[] {out}, new float[out]));
    }

    private void norm(String name, int width) {
        float[] ones = new float[width];
        Arrays.fill(ones, 1);
        tensors.put(name + ".weight", new Weights.Array(new long[] {width}, ones));
        tensors.put(name + ".bias", new Weights.Array(new long[] {width}, new float[width]));
    }

    /** Returns the values themselves, for changes. */
    private float[] normal(String name, double deviation, long... shape) {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        float[] values = new float[(int) size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        tensors.put(name, new Weights.Array(shape, values));
        return values;
    }
}
