package org.alertformer.trainer.study;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;

/**
 * Processor time in ONNX Runtime per alert of light curves of so many observations, in batches of one length: whole light
 * curves and single steps. Rounds of all take turns; medians over the rounds.
 *
 * @param observations of each light curve
 * @param batch light curves in a call
 * @param reference microseconds of the reference model, which sees no more than its window
 * @param recurrent of the recurrent models
 */
record StepCost(int observations, int batch, double reference, List<Recurrent> recurrent) {
    /**
     * Of one recurrent model [microseconds].
     *
     * @param whole over the whole light curve
     * @param step from the state before the last observation
     */
    record Recurrent(double whole, double step) {}

    private static final int ROUNDS = 7;
    private static final long SHORTEST_ROUND_NANOS = 40_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static StepCost measure(OnnxModel reference, List<OnnxModel> recurrent, int observations, int batch) {
        List<EncodedLightCurve> windows = curves(reference, observations, batch);
        List<Runnable> calls = new ArrayList<>();
        calls.add(() -> reference.predict(windows));
        for (OnnxModel model : recurrent) {
            List<EncodedLightCurve> histories = curves(model, observations, batch);
            List<EncodedLightCurve> rows = curves(model, 1, batch);
            float[] start = new float[model.stateSize()];
            List<float[]> states = model.step(histories, Collections.nCopies(batch, start)).stream()
                    .map(OnnxModel.Step::state)
                    .toList();
            calls.add(() -> model.predict(histories));
            calls.add(() -> model.step(rows, states));
        }
        double[][] micros = new double[calls.size()][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            for (int c = 0; c < calls.size(); c++) {
                double taken = microsPerCall(calls.get(c)) / batch;
                if (round >= 0) {
                    micros[c][round] = taken;
                }
            }
        }
        List<Recurrent> medians = new ArrayList<>();
        for (int r = 0; r < recurrent.size(); r++) {
            medians.add(new Recurrent(median(micros[1 + 2 * r]), median(micros[2 + 2 * r])));
        }
        return new StepCost(observations, batch, median(micros[0]), medians);
    }

    /** Of this thread, which is the one that ONNX Runtime computes with. */
    private static double microsPerCall(Runnable call) {
        long start = THREADS.getCurrentThreadCpuTime();
        long end = start;
        int calls = 0;
        while (end - start < SHORTEST_ROUND_NANOS) {
            call.run();
            calls++;
            end = THREADS.getCurrentThreadCpuTime();
        }
        return (end - start) / 1e3 / calls;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Numbers like those of light curves: what they are costs nothing. */
    private static List<EncodedLightCurve> curves(OnnxModel model, int observations, int batch) {
        Random random = new Random(observations);
        int length = Math.min(observations, model.card().maximumLength());
        int width = model.encoder().featureCount();
        List<EncodedLightCurve> curves = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            float[] features = new float[length * width];
            float[] time = new float[length];
            for (int i = 0; i < features.length; i++) {
                features[i] = (float) random.nextGaussian();
            }
            for (int i = 0; i < length; i++) {
                time[i] = 3 * i;
            }
            curves.add(new EncodedLightCurve(length, features, time, 61_000));
        }
        return curves;
    }
}
