package org.alertformer.trainer.export;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.alertformer.encoding.EncodedLightCurve;
import org.jspecify.annotations.Nullable;

/** A file of {@link StepGraph} in ONNX Runtime, on one core. For one thread. */
public final class StepModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final int stateSize;
    private final int classes;
    private @Nullable Shape shape;

    /**
     * What new observations make of a light curve.
     *
     * @param probabilities of the classes, as of the last of them
     * @param state to go on from
     */
    public record Step(float[] probabilities, float[] state) {}

    /** The tensors of one shape over buffers of their own. */
    private static final class Shape implements AutoCloseable {
        final int batch;
        final int length;
        final FloatBuffer features;
        final FloatBuffer time;
        final ByteBuffer mask;
        final FloatBuffer state;
        final FloatBuffer probabilities;
        final FloatBuffer nextState;
        final Map<String, OnnxTensor> inputs;
        final Map<String, OnnxTensor> outputs;

        Shape(OrtEnvironment environment, int batch, int length, int width, int stateSize, int classes)
                throws OrtException {
            this.batch = batch;
            this.length = length;
            features = floats(batch * length * width);
            time = floats(batch * length);
            mask = ByteBuffer.allocateDirect(batch * length);
            state = floats(batch * stateSize);
            probabilities = floats(batch * classes);
            nextState = floats(batch * stateSize);
            inputs = Map.of(
                    "features",
                    OnnxTensor.createTensor(environment, features, new long[] {batch, length, width}),
                    "time",
                    OnnxTensor.createTensor(environment, time, new long[] {batch, length}),
                    "mask",
                    OnnxTensor.createTensor(environment, mask, new long[] {batch, length}, OnnxJavaType.BOOL),
                    StepGraph.STATE,
                    OnnxTensor.createTensor(environment, state, new long[] {batch, stateSize}));
            outputs = Map.of(
                    "probabilities",
                    OnnxTensor.createTensor(environment, probabilities, new long[] {batch, classes}),
                    StepGraph.NEXT_STATE,
                    OnnxTensor.createTensor(environment, nextState, new long[] {batch, stateSize}));
        }

        private static FloatBuffer floats(int count) {
            return ByteBuffer.allocateDirect(count * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        @Override
        public void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    private StepModel(OrtSession session) throws OrtException {
        this.session = session;
        this.stateSize = width(session.getInputInfo(), StepGraph.STATE);
        this.classes = width(session.getOutputInfo(), "probabilities");
    }

    private static int width(Map<String, NodeInfo> tensors, String name) {
        NodeInfo node = tensors.get(name);
        if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
            throw new IllegalArgumentException("the step graph has no tensor '" + name + "'");
        }
        long[] shape = tensor.getShape();
        return (int) shape[shape.length - 1];
    }

    public static StepModel open(byte[] onnx) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return new StepModel(OrtEnvironment.getEnvironment().createSession(onnx, options));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take the step graph: " + e.getMessage(), e);
        }
    }

    /** Numbers that are carried of one light curve. */
    public int stateSize() {
        return stateSize;
    }

    /** The state before the first observation. */
    public float[] start() {
        return new float[stateSize];
    }

    /**
     * Goes on from the states of several light curves.
     *
     * @param news the new observations of each, at least one, times counted from the light curve's first observation
     * @param states where each stood
     */
    public List<Step> step(List<EncodedLightCurve> news, List<float[]> states) {
        int length = news.stream().mapToInt(EncodedLightCurve::length).max().orElse(1);
        EncodedLightCurve any = news.get(0);
        int width = any.features().length / any.length();
        try {
            Shape s = shaped(news.size(), length, width);
            for (int b = 0; b < news.size(); b++) {
                EncodedLightCurve own = news.get(b);
                s.features.put(b * length * width, own.features());
                s.time.put(b * length, own.time());
                for (int i = 0; i < length; i++) {
                    s.mask.put(b * length + i, (byte) (i < own.length() ? 1 : 0));
                }
                s.state.put(b * stateSize, states.get(b));
            }
            session.run(s.inputs, s.outputs).close();
            List<Step> steps = new ArrayList<>(news.size());
            for (int b = 0; b < news.size(); b++) {
                float[] probabilities = new float[classes];
                float[] state = new float[stateSize];
                s.probabilities.get(b * classes, probabilities);
                s.nextState.get(b * stateSize, state);
                steps.add(new Step(probabilities, state));
            }
            return steps;
        } catch (OrtException e) {
            throw new IllegalStateException("the step graph failed: " + e.getMessage(), e);
        }
    }

    private Shape shaped(int batch, int length, int width) throws OrtException {
        Shape known = shape;
        if (known != null && known.batch == batch && known.length == length) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        Shape fresh = new Shape(environment, batch, length, width, stateSize, classes);
        shape = fresh;
        return fresh;
    }

    @Override
    public void close() {
        if (shape != null) {
            shape.close();
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the step graph cannot be closed: " + e.getMessage(), e);
        }
    }
}
