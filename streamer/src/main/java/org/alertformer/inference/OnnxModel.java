package org.alertformer.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.jspecify.annotations.Nullable;

/**
 * One model file in one ONNX Runtime session. Safe for use by several threads at once; on a CPU one caller per core,
 * with one intra-operator thread each, is faster than one caller with several.
 *
 * <p>Inputs of the graph, batch B and length L dynamic: {@code features} float [B, L, F], {@code time} float [B, L],
 * {@code mask} bool [B, L]. Outputs: {@code probabilities} [B, classes], and where the model has them {@code flare} [B,
 * 3], {@code flare_covariance} [B, 3, 3], {@code attention} [B, L].
 */
public final class OnnxModel implements AutoCloseable {
    private static final Set<String> INPUTS = Set.of("features", "time", "mask");

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ModelIdentity identity;
    private final LightCurveEncoder encoder;
    private final Set<String> outputs;

    private OnnxModel(OrtEnvironment environment, OrtSession session, ModelIdentity identity) {
        this.environment = environment;
        this.session = session;
        this.identity = identity;
        this.encoder = identity.card().encoder();
        this.outputs = session.getOutputNames();
    }

    /** Opens a model file; throws {@link ModelException} naming the file if it cannot be honoured. */
    public static OnnxModel open(Path file, Device device) {
        try {
            return open(Files.readAllBytes(file), file.toString(), device);
        } catch (NoSuchFileException e) {
            throw new ModelException("model " + file + " does not exist", e);
        } catch (IOException e) {
            throw new ModelException("model " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a model.
     *
     * @param onnx the bytes of the file
     * @param origin what error messages call it
     */
    public static OnnxModel open(byte[] onnx, String origin, Device device) {
        try {
            ForeignWeights.refuse(onnx);
            ExecutionDevice chosen = ExecutionDevice.choose(device);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = chosen.createSession(environment, onnx);
            try {
                return new OnnxModel(environment, session, new ModelIdentity(sha256(onnx), card(session)));
            } catch (RuntimeException | OrtException e) {
                session.close();
                throw e;
            }
        } catch (OrtException | IllegalArgumentException e) {
            throw new ModelException("model " + origin + ": " + e.getMessage(), e);
        }
    }

    private static ModelCard card(OrtSession session) throws OrtException {
        Map<String, String> metadata = session.getMetadata().getCustomMetadata();
        String json = metadata.get(ModelCard.METADATA_KEY);
        if (json == null) {
            throw new IllegalArgumentException("has no model card (metadata '" + ModelCard.METADATA_KEY + "')");
        }
        ModelCard card = ModelCard.parse(json);
        if (!session.getInputNames().equals(INPUTS)) {
            throw new IllegalArgumentException("inputs " + session.getInputNames() + " are not " + INPUTS);
        }
        requireWidth(session.getInputInfo(), "features", card.features().size());
        requireWidth(session.getOutputInfo(), "probabilities", card.classes().size());
        if (card.tasks().contains(ModelCard.Task.flare)) {
            requireWidth(session.getOutputInfo(), "flare", 3);
            requireWidth(session.getOutputInfo(), "flare_covariance", 3);
        }
        return card;
    }

    private static void requireWidth(Map<String, NodeInfo> nodes, String name, int width) {
        NodeInfo node = nodes.get(name);
        if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
            throw new IllegalArgumentException("has no tensor '" + name + "'");
        }
        long[] shape = tensor.getShape();
        long last = shape.length == 0 ? 0 : shape[shape.length - 1];
        if (last != width && last != -1) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has shape " + Arrays.toString(shape) + ", its card says width " + width);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public ModelIdentity identity() {
        return identity;
    }

    public ModelCard card() {
        return identity.card();
    }

    public LightCurveEncoder encoder() {
        return encoder;
    }

    /**
     * Classifies light curves in one call, padded to the longest of them.
     *
     * @return one prediction per light curve, in the same order
     * @throws ModelException if the model fails or answers with numbers that are no probabilities
     */
    public List<Prediction> predict(List<EncodedLightCurve> curves) {
        int batch = curves.size();
        int length = 1;
        for (EncodedLightCurve curve : curves) {
            length = Math.max(length, curve.length());
        }
        int width = encoder.featureCount();
        FloatBuffer features = floats(batch * length * width);
        FloatBuffer time = floats(batch * length);
        ByteBuffer mask = ByteBuffer.allocateDirect(batch * length);
        for (int b = 0; b < batch; b++) {
            EncodedLightCurve curve = curves.get(b);
            features.put(b * length * width, curve.features());
            time.put(b * length, curve.time());
            for (int i = 0; i < curve.length(); i++) {
                mask.put(b * length + i, (byte) 1);
            }
        }
        try (OnnxTensor featureTensor =
                        OnnxTensor.createTensor(environment, features, new long[] {batch, length, width});
                OnnxTensor timeTensor = OnnxTensor.createTensor(environment, time, new long[] {batch, length});
                OnnxTensor maskTensor = OnnxTensor.createTensor(
                        environment, mask, new long[] {batch, length}, ai.onnxruntime.OnnxJavaType.BOOL);
                OrtSession.Result result =
                        session.run(Map.of("features", featureTensor, "time", timeTensor, "mask", maskTensor))) {
            return predictions(curves, length, result);
        } catch (OrtException e) {
            throw new ModelException(
                    "model " + card().name() + " failed on a batch of " + batch + ": " + e.getMessage(), e);
        }
    }

    private List<Prediction> predictions(List<EncodedLightCurve> curves, int length, OrtSession.Result result)
            throws OrtException {
        int classes = card().classes().size();
        float[] probabilities = output(result, "probabilities");
        boolean hasFlare = card().tasks().contains(ModelCard.Task.flare);
        float[] flare = hasFlare ? output(result, "flare") : new float[0];
        float[] covariance = hasFlare ? output(result, "flare_covariance") : new float[0];
        float @Nullable [] attention = outputs.contains("attention") ? output(result, "attention") : null;
        List<Prediction> predictions = new ArrayList<>(curves.size());
        for (int b = 0; b < curves.size(); b++) {
            EncodedLightCurve curve = curves.get(b);
            float[] own = Arrays.copyOfRange(probabilities, b * classes, (b + 1) * classes);
            requireProbabilities(own);
            predictions.add(new Prediction(
                    identity,
                    own,
                    hasFlare
                            ? new FlareEstimate(
                                    doubles(flare, 3 * b, 3), doubles(covariance, 9 * b, 9), curve.referenceMjd())
                            : null,
                    attention == null ? null : Arrays.copyOfRange(attention, b * length, b * length + curve.length())));
        }
        return predictions;
    }

    private void requireProbabilities(float[] probabilities) {
        double sum = 0;
        for (float p : probabilities) {
            sum += p;
        }
        if (!(Math.abs(sum - 1) < 1e-3)) {
            throw new ModelException("model " + card().name() + " answered " + Arrays.toString(probabilities)
                    + ", which does not add up to 1");
        }
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static float[] output(OrtSession.Result result, String name) throws OrtException {
        OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static double[] doubles(float[] values, int from, int count) {
        double[] copy = new double[count];
        for (int i = 0; i < count; i++) {
            copy[i] = values[from + i];
        }
        return copy;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException("model " + card().name() + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
