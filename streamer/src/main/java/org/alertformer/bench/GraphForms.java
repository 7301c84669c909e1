package org.alertformer.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;

/**
 * Light curves per second of CPU time of one network in two forms, its file's and the one in which it is written down, taken in
 * turns on one thread. Both must give the same probabilities. A model without blocks of attention has one form, so the shipped
 * transformer stands in for it.
 */
final class GraphForms {
    static final int BATCH = 16;
    static final int LENGTH = 100;
    static final int ROUNDS = 7;
    private static final double TOLERANCE = 1e-4;

    private GraphForms() {}

    /** Arguments: the model file, seconds for each form. Says pairs of rates, one for each round, and the network's name. */
    public static void main(String[] arguments) throws Exception {
        byte[] given = Files.readAllBytes(Path.of(arguments[0]));
        byte[] fused = hasTwoForms(given) ? given : transformer();
        byte[] written = PlainGraph.of(fused);
        try (OnnxModel best = OnnxModel.open(fused, "the fused form", Device.cpu);
                OnnxModel plain = OnnxModel.open(written, "as it is written down", Device.cpu)) {
            List<EncodedLightCurve> curves = curves(best.encoder().featureCount());
            requireSame(best, plain, curves);
            long nanos = (long) (Double.parseDouble(arguments[1]) * 1e9 / ROUNDS);
            rate(best, curves, nanos);
            rate(plain, curves, nanos);
            List<String> rates = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                rates.add(Double.toString(rate(best, curves, nanos)));
                rates.add(Double.toString(rate(plain, curves, nanos)));
            }
            Drain.say(String.join(" ", rates) + " " + best.card().name());
        }
        System.exit(0);
    }

    private static boolean hasTwoForms(byte[] model) {
        try {
            PlainGraph.of(model);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What ships beside the default model and has attention between its observations. */
    private static byte[] transformer() throws IOException {
        try (InputStream in = GraphForms.class.getResourceAsStream("/models/transformer.onnx")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static double rate(OnnxModel model, List<EncodedLightCurve> curves, long nanos) {
        var thread = ManagementFactory.getThreadMXBean();
        long began = thread.getCurrentThreadCpuTime();
        long answered = 0;
        long used = 0;
        while (used < nanos) {
            answered += model.predict(curves).size();
            used = thread.getCurrentThreadCpuTime() - began;
        }
        return answered * 1e9 / used;
    }

    private static void requireSame(OnnxModel best, OnnxModel plain, List<EncodedLightCurve> curves) {
        for (int i = 0; i < curves.size(); i++) {
            float[] one = best.predict(curves).get(i).probabilities();
            float[] other = plain.predict(curves).get(i).probabilities();
            for (int c = 0; c < one.length; c++) {
                if (!(Math.abs(one[c] - other[c]) < TOLERANCE)) {
                    throw new IllegalStateException(
                            "the two files are not of one network: class " + c + " has " + one[c] + " and " + other[c]);
                }
            }
        }
    }

    private static List<EncodedLightCurve> curves(int width) {
        var random = new Random(1);
        List<EncodedLightCurve> curves = new ArrayList<>();
        for (int b = 0; b < BATCH; b++) {
            float[] features = new float[LENGTH * width];
            float[] time = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                time[i] = 4 * i + random.nextFloat();
                for (int f = 0; f < width; f++) {
                    features[i * width + f] = (float) random.nextGaussian();
                }
            }
            curves.add(new EncodedLightCurve(LENGTH, features, time, 61_000));
        }
        return curves;
    }
}
