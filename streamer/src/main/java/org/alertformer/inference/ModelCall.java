package org.alertformer.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.jspecify.annotations.Nullable;

/**
 * One caller of a model with memory of its own, which is used again from call to call: the inputs and outputs of all
 * shapes lie in the same few direct buffers, and the tensors over them are kept for the last shapes that occurred. What a
 * call leaves to the garbage collector is its predictions. For one thread at a time.
 */
final class ModelCall implements AutoCloseable {
    /** Shapes whose tensors are kept; which one a shape displaces depends on its numbers alone. */
    private static final int SHAPES = 1024;

    private final OnnxModel model;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ExecutionDevice device;
    private final int width;
    private final int classes;
    private final boolean hasFlare;
    private final boolean hasAttention;
    private final int stateSize;
    private final @Nullable Bound[] bound = new Bound[SHAPES];

    private int rows;
    private int cells;
    private FloatBuffer features = floats(0);
    private FloatBuffer time = floats(0);
    private ByteBuffer mask = bytes(0);
    private FloatBuffer probabilities = floats(0);
    private FloatBuffer flare = floats(0);
    private FloatBuffer covariance = floats(0);
    private FloatBuffer attention = floats(0);
    private FloatBuffer state = floats(0);
    private FloatBuffer nextState = floats(0);
    private float[] zeros = new float[0];

    /** The tensors of one shape, views of the buffers. */
    private record Bound(int batch, int length, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    ModelCall(OnnxModel model, OrtEnvironment environment, OrtSession session, ExecutionDevice device) {
        this.model = model;
        this.environment = environment;
        this.session = session;
        this.device = device;
        this.width = model.encoder().featureCount();
        this.classes = model.card().classes().size();
        this.hasFlare = model.card().tasks().contains(ModelCard.Task.flare);
        this.hasAttention = session.getOutputNames().contains("attention");
        this.stateSize = model.stateSize();
    }

    OnnxModel model() {
        return model;
    }

    /** As {@link OnnxModel#predict}. */
    List<Prediction> predict(List<EncodedLightCurve> curves) {
        return predict(curves, Collections.nCopies(curves.size(), null));
    }

    /**
     * Classifies light curves of which only the rows after a state are given.
     *
     * @param states where each was left; null for those whose rows are all there
     */
    List<Prediction> predict(List<EncodedLightCurve> curves, List<float @Nullable []> states) {
        int batch = device.padded(curves.size(), 1);
        int length = paddedLength(curves);
        reserve(batch, length);
        fill(curves, batch, length);
        fillStates(states, batch);
        try {
            Bound tensors = bound(batch, length);
            session.run(tensors.inputs(), tensors.outputs()).close();
        } catch (OrtException e) {
            throw failure(curves, e);
        }
        List<Prediction> predictions = new ArrayList<>(curves.size());
        for (int b = 0; b < curves.size(); b++) {
            predictions.add(prediction(curves.get(b), b, length, states.get(b) == null));
        }
        return predictions;
    }

    /** Where the last {@link #predict} has left a light curve, by its place in the batch. */
    float[] nextState(int b) {
        float[] numbers = new float[stateSize];
        nextState.get(b * stateSize, numbers);
        return numbers;
    }

    /** As {@link OnnxModel#output}. */
    float[] output(List<EncodedLightCurve> curves, String name) {
        int length = paddedLength(curves);
        reserve(curves.size(), length);
        fill(curves, curves.size(), length);
        fillStates(Collections.nCopies(curves.size(), null), curves.size());
        try (OrtSession.Result result = session.run(bound(curves.size(), length).inputs(), Set.of(name))) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        } catch (OrtException e) {
            throw failure(curves, e);
        }
    }

    private int paddedLength(List<EncodedLightCurve> curves) {
        int longest = 1;
        for (EncodedLightCurve curve : curves) {
            longest = Math.max(longest, curve.length());
        }
        return device.padded(longest, OnnxModel.SHORTEST_PADDED);
    }

    private ModelException failure(List<EncodedLightCurve> curves, OrtException cause) {
        return new ModelException(
                "model " + model.card().name() + " failed on a batch of " + curves.size() + ": " + cause.getMessage(),
                cause);
    }

    /** Makes room. Grown buffers lie elsewhere, so the tensors over the old ones go. */
    private void reserve(int batch, int length) {
        int wanted = Math.multiplyExact(batch, length);
        if (batch <= rows && wanted <= cells) {
            return;
        }
        forget();
        rows = Math.max(rows, batch);
        cells = Math.max(cells, wanted);
        features = floats(Math.multiplyExact(cells, width));
        time = floats(cells);
        mask = bytes(cells);
        attention = floats(hasAttention ? cells : 0);
        probabilities = floats(rows * classes);
        flare = floats(hasFlare ? rows * 3 : 0);
        covariance = floats(hasFlare ? rows * 9 : 0);
        state = floats(Math.multiplyExact(rows, stateSize));
        nextState = floats(rows * stateSize);
        zeros = new float[Math.max(cells * width, stateSize)];
    }

    /** Padding is zero: what a former call left there may be infinite, and 0 times that is not 0. */
    private void fill(List<EncodedLightCurve> curves, int batch, int length) {
        for (int b = 0; b < batch; b++) {
            int row = b * length;
            int used = 0;
            if (b < curves.size()) {
                EncodedLightCurve curve = curves.get(b);
                used = curve.length();
                features.put(row * width, curve.features());
                time.put(row, curve.time());
            }
            int unused = length - used;
            features.put((row + used) * width, zeros, 0, unused * width);
            time.put(row + used, zeros, 0, unused);
            for (int i = 0; i < length; i++) {
                mask.put(row + i, (byte) (i < used ? 1 : 0));
            }
            if (used == 0) {
                mask.put(row, (byte) 1); // a light curve of nothing has no defined answer, not even one to ignore
            }
        }
    }

    private void fillStates(List<float @Nullable []> states, int batch) {
        for (int b = 0; stateSize > 0 && b < batch; b++) {
            float[] known = b < states.size() ? states.get(b) : null;
            state.put(b * stateSize, known == null ? zeros : known, 0, stateSize);
        }
    }

    private Bound bound(int batch, int length) throws OrtException {
        int slot = (batch * 31 + length) % SHAPES;
        Bound known = bound[slot];
        if (known != null && known.batch() == batch && known.length() == length) {
            return known;
        }
        if (known != null) {
            known.close();
            bound[slot] = null;
        }
        Map<String, OnnxTensor> inputs = new HashMap<>();
        inputs.put("features", tensor(features, batch, length, width));
        inputs.put("time", tensor(time, batch, length));
        inputs.put(
                "mask",
                OnnxTensor.createTensor(
                        environment, mask.slice(0, batch * length), new long[] {batch, length}, OnnxJavaType.BOOL));
        Map<String, OnnxTensor> outputs = new HashMap<>();
        outputs.put("probabilities", tensor(probabilities, batch, classes));
        if (hasFlare) {
            outputs.put("flare", tensor(flare, batch, 3));
            outputs.put("flare_covariance", tensor(covariance, batch, 3, 3));
        }
        if (hasAttention) {
            outputs.put("attention", tensor(attention, batch, length));
        }
        if (stateSize > 0) {
            inputs.put(OnnxModel.STATE, tensor(state, batch, stateSize));
            outputs.put(OnnxModel.NEXT_STATE, tensor(nextState, batch, stateSize));
        }
        Bound fresh = new Bound(batch, length, inputs, outputs);
        bound[slot] = fresh;
        return fresh;
    }

    private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        return OnnxTensor.createTensor(environment, buffer.slice(0, (int) size), shape);
    }

    /** @param whole whether all rows were given: of others than those there is no attention */
    private Prediction prediction(EncodedLightCurve curve, int b, int length, boolean whole) {
        float[] own = new float[classes];
        probabilities.get(b * classes, own);
        requireProbabilities(own);
        FlareEstimate estimate = hasFlare
                ? new FlareEstimate(doubles(flare, 3 * b, 3), doubles(covariance, 9 * b, 9), curve.referenceMjd())
                : null;
        float[] weights = null;
        if (hasAttention && whole) {
            weights = new float[curve.length()];
            attention.get(b * length, weights);
        }
        return new Prediction(model.identity(), own, estimate, weights);
    }

    private void requireProbabilities(float[] probabilities) {
        double sum = 0;
        for (float p : probabilities) {
            sum += p;
        }
        if (!(Math.abs(sum - 1) < 1e-3)) {
            throw new ModelException("model " + model.card().name() + " answered " + Arrays.toString(probabilities)
                    + ", which does not add up to 1");
        }
    }

    private static double[] doubles(FloatBuffer values, int from, int count) {
        double[] copy = new double[count];
        for (int i = 0; i < count; i++) {
            copy[i] = values.get(from + i);
        }
        return copy;
    }

    private static FloatBuffer floats(int count) {
        return bytes(Math.multiplyExact(count, Float.BYTES)).asFloatBuffer();
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }

    private void forget() {
        for (int i = 0; i < bound.length; i++) {
            Bound tensors = bound[i];
            if (tensors != null) {
                tensors.close();
                bound[i] = null;
            }
        }
    }

    /** Frees the tensors; the model stays open. */
    @Override
    public void close() {
        forget();
    }
}
