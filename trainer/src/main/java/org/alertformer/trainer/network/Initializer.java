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

    /** What a block adds at first, per channel (Touvron et al. 2021, table 1, for up to 18 layers). */
    private static final double LAYER_SCALE = 0.1;

    /** Names of weights that only a task without labels needs. */
    public static final String PRETRAINING = "pretraining.";

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
        i.matrix("input", d, a.tokenFeatures() + time.count(), 1);
        i.time(time, d, Math.max(1, a.bandColumns().size()));
        i.body(a);
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

    /** Adds a head of one hidden layer, {@code hidden} and {@code out}, and a {@code token} of its width. */
    public static Weights withHead(Weights weights, String prefix, int in, int width, int out, long seed) {
        Initializer i = new Initializer(~seed);
        i.tensors.putAll(weights.tensors());
        i.normal(prefix + "token", 0.02, width);
        i.matrix(prefix + "hidden", width, in, 1);
        i.matrix(prefix + "out", out, width, 0.1);
        return new Weights(i.tensors);
    }

    private void body(Architecture a) {
        int d = a.width();
        Body body = a.body();
        double residual = 1 / Math.sqrt(2.0 * a.layers());
        Body.Cell cell = body.cell();
        if (cell != null) {
            int rows = cell.gates * d;
            for (int l = 0; l < a.layers(); l++) {
                matrix("recurrent" + l + ".in", rows, d, 1);
                matrix("recurrent" + l + ".state", rows, d, 1);
            }
            if (body instanceof Body.AttentiveRecurrent) {
                matrix("attend", a.heads(), d, 1);
                matrix("fuse", d, 2 * d, 1);
            }
            return;
        }
        if (body instanceof Body.Perceptron) {
            for (int l = 0; l < a.layers(); l++) {
                matrix("dense" + l, d, d, 1);
            }
            return;
        }
        if (body instanceof Body.Encoder
                || body instanceof Body.Pairwise
                || body instanceof Body.Metadata
                || body instanceof Body.ClassAttention) {
            normal("class", 0.02, d);
        }
        for (int l = 0; l < a.layers(); l++) {
            block(a, "layer" + l + ".", residual);
        }
        if (a.norm() == Architecture.Norm.pre) {
            norm("norm", d);
        }
        if (body instanceof Body.Pairwise pairwise) {
            int bands = a.bandColumns().size();
            normal("pair.time", 0.02, pairwise.bins(), a.heads());
            if (bands > 0) {
                normal("pair.bands", 0.02, bands, (long) a.heads() * bands);
            }
        } else if (body instanceof Body.ClassAttention classAttention) {
            for (int l = 0; l < classAttention.classLayers(); l++) {
                block(a, "class_layer" + l + ".", residual);
            }
        } else if (body instanceof Body.Metadata metadata) {
            int count = metadata.columns().size();
            normal("metadata.class", 0.02, d);
            normal("metadata.weight", 1 / Math.sqrt(d), count, d);
            normal("metadata.bias", 1 / Math.sqrt(d), count, d);
            for (int l = 0; l < metadata.layers(); l++) {
                block(a, "metadata.layer" + l + ".", residual);
            }
            norm("metadata.norm", d);
            matrix("fuse", d, 2 * d, 1);
        } else if (body instanceof Body.TwoViews) {
            for (int l = 0; l < a.layers(); l++) {
                block(a, "detail.layer" + l + ".", residual);
            }
            norm("detail.norm", d);
            matrix("fuse", d, 2 * d, 1);
        }
    }

    private void block(Architecture a, String layer, double residual) {
        int d = a.width();
        norm(layer + "norm1", d);
        matrix(layer + "qkv", 3 * d, d, 1);
        matrix(layer + "out", d, d, residual);
        norm(layer + "norm2", d);
        matrix(layer + "up", a.feedForward(), d, 1);
        matrix(layer + "down", d, a.feedForward(), residual);
        if (a.body() instanceof Body.ClassAttention) {
            constant(layer + "scale1", LAYER_SCALE, d);
            constant(layer + "scale2", LAYER_SCALE, d);
        } else if (a.body() instanceof Body.Conformer conformer) {
            norm(layer + "norm3", d);
            matrix(layer + "before", d, d, 1);
            normal(layer + "filter.weight", 1 / Math.sqrt(conformer.kernel()), d, 1, conformer.kernel());
            constant(layer + "filter.bias", 0, d);
            matrix(layer + "after", d, d, residual);
        }
    }

    private void time(TimeChannels time, int width, int bands) {
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
            case time2vec_log -> {
                normal("time.omega", 1, time.frequencies().length);
                normal("time.phi", 1, time.frequencies().length);
                normal("time.linear", 1, 2);
            }
            case atat -> {
                long coefficients = 2L * time.frequencies().length;
                normal("time.alpha", 1, coefficients, (long) bands * width);
                normal("time.beta", 1, coefficients, (long) bands * width);
            }
            case time_modulation -> {
                matrix("time.gamma", width, time.frequencies().length, 1);
                matrix("time.beta", width, time.frequencies().length, 1);
                constant("time.gamma.bias", 1, width);
            }
            case none, sinusoidal, log, delta, learned, rotary, astromer, tape, romae -> {}
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
        constant(name + ".weight", 1, width);
        constant(name + ".bias", 0, width);
    }

    private void constant(String name, double value, int width) {
        float[] values = new float[width];
        Arrays.fill(values, (float) value);
        tensors.put(name, new Weights.Array(new long[] {width}, values));
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
