package org.alertformer.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
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
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.LightCurveEncoder;
import org.jspecify.annotations.Nullable;

/**
 * One model file in one ONNX Runtime session. Safe for use by several threads at once; on a CPU one caller per core,
 * with one intra-operator thread each, is faster than one caller with several.
 *
 * <p>Inputs of the graph, batch B and length L dynamic: {@code features} float [B, L, F], {@code time} float [B, L],
 * {@code mask} bool [B, L], true for the observations, which come first, and false for the padding behind. Outputs: {@code probabilities} [B, classes], and where the model has them {@code flare} [B,
 * 3], {@code flare_covariance} [B, 3, 3], {@code attention} [B, L].
 *
 * <p>A model that carries states also has the input {@code state} float [B, S] and the output {@code next_state} [B, S]. With
 * zeros and all rows it answers as any other; with where it was left by the first rows, and only those that follow, it
 * answers the same, but for the attention, which is then of these rows alone.
 */
public final class OnnxModel implements AutoCloseable {
    /** Shorter light curves are padded to this length where lengths are padded to few. */
    static final int SHORTEST_PADDED = 16;

    static final String STATE = "state";
    static final String NEXT_STATE = "next_state";
    private static final int MOST_STATE_NUMBERS = 65_536;

    private static final Set<String> INPUTS = Set.of("features", "time", "mask");
    private static final Set<String> CARRYING_INPUTS = Set.of("features", "time", "mask", STATE);

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ExecutionDevice device;
    private final ModelIdentity identity;
    private final LightCurveEncoder encoder;
    private final @Nullable GoldenBatch golden;
    private final int stateSize;
    /** The memory of earlier calls, one for each thread that was in a call at the same time as others. */
    private final Queue<ModelCall> idleCalls = new ConcurrentLinkedQueue<>();

    private OnnxModel(
            OrtEnvironment environment,
            OrtSession session,
            ExecutionDevice device,
            ModelIdentity identity,
            @Nullable GoldenBatch golden,
            int stateSize) {
        this.environment = environment;
        this.session = session;
        this.device = device;
        this.identity = identity;
        this.encoder = identity.card().encoder();
        this.golden = golden;
        this.stateSize = stateSize;
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
     * Opens a model and makes sure that it does what its file says: the card, the names, types and shapes of inputs and
     * outputs, and the answers to its golden batch. Files from before there were golden batches have none to check.
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
            OnnxModel model;
            try {
                Map<String, String> metadata = session.getMetadata().getCustomMetadata();
                String json = metadata.get(GoldenBatch.METADATA_KEY);
                GoldenBatch golden = json == null ? null : GoldenBatch.parse(json);
                ModelIdentity identity = new ModelIdentity(sha256(onnx), card(session, metadata));
                model = new OnnxModel(environment, session, chosen, identity, golden, stateSize(session));
            } catch (RuntimeException | OrtException e) {
                session.close();
                throw e;
            }
            model.requireGoldenAnswers();
            return model;
        } catch (OrtException | IllegalArgumentException | ModelException e) {
            throw new ModelException("model " + origin + ": " + e.getMessage(), e);
        }
    }

    private void requireGoldenAnswers() {
        if (golden == null) {
            return;
        }
        try {
            golden.verify(this);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static ModelCard card(OrtSession session, Map<String, String> metadata) throws OrtException {
        String json = metadata.get(ModelCard.METADATA_KEY);
        if (json == null) {
            throw new IllegalArgumentException("has no model card (metadata '" + ModelCard.METADATA_KEY + "')");
        }
        ModelCard card = ModelCard.parse(json);
        Set<String> names = session.getInputNames();
        if (!names.equals(INPUTS) && !names.equals(CARRYING_INPUTS)) {
            throw new IllegalArgumentException(
                    "inputs " + names + " are neither " + INPUTS + " nor " + CARRYING_INPUTS);
        }
        Map<String, NodeInfo> inputs = session.getInputInfo();
        int dynamic = -1;
        requireTensor(
                inputs,
                "features",
                OnnxJavaType.FLOAT,
                dynamic,
                dynamic,
                card.features().size());
        requireTensor(inputs, "time", OnnxJavaType.FLOAT, dynamic, dynamic);
        requireTensor(inputs, "mask", OnnxJavaType.BOOL, dynamic, dynamic);
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        requireTensor(
                outputs,
                "probabilities",
                OnnxJavaType.FLOAT,
                dynamic,
                card.classes().size());
        if (card.tasks().contains(ModelCard.Task.flare)) {
            requireTensor(outputs, "flare", OnnxJavaType.FLOAT, dynamic, 3);
            requireTensor(outputs, "flare_covariance", OnnxJavaType.FLOAT, dynamic, 3, 3);
        }
        if (outputs.containsKey("attention")) {
            requireTensor(outputs, "attention", OnnxJavaType.FLOAT, dynamic, dynamic);
        }
        return card;
    }

    /** Numbers of a state; 0 if the graph has none. */
    private static int stateSize(OrtSession session) throws OrtException {
        NodeInfo state = session.getInputInfo().get(STATE);
        if (state == null) {
            return 0;
        }
        long[] shape = state.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
        if (shape.length != 2 || shape[1] < 1 || shape[1] > MOST_STATE_NUMBERS) {
            throw new IllegalArgumentException("tensor '" + STATE + "' has shape " + Arrays.toString(shape)
                    + ", not [-1, S] with S from 1 to " + MOST_STATE_NUMBERS);
        }
        requireTensor(session.getInputInfo(), STATE, OnnxJavaType.FLOAT, -1, shape[1]);
        requireTensor(session.getOutputInfo(), NEXT_STATE, OnnxJavaType.FLOAT, -1, shape[1]);
        return (int) shape[1];
    }

    /** What a graph leaves open may turn out right; a dimension that must be open may not be fixed. */
    private static void requireTensor(Map<String, NodeInfo> nodes, String name, OnnxJavaType type, long... wanted) {
        NodeInfo node = nodes.get(name);
        if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
            throw new IllegalArgumentException("has no tensor '" + name + "'");
        }
        if (tensor.type != type) {
            throw new IllegalArgumentException("tensor '" + name + "' holds " + tensor.type + ", not " + type);
        }
        long[] shape = tensor.getShape();
        boolean fits = shape.length == wanted.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = shape[i] == wanted[i] || shape[i] == -1;
        }
        if (!fits) {
            throw new IllegalArgumentException("tensor '" + name + "' has shape " + Arrays.toString(shape)
                    + ", its card says " + Arrays.toString(wanted) + " (-1 is any)");
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

    /** What the model was checked against when it was opened; null for files from before there were golden batches. */
    public @Nullable GoldenBatch golden() {
        return golden;
    }

    /** Numbers that the graph carries from call to call of a light curve; 0 if it carries none. */
    public int stateSize() {
        return stateSize;
    }

    /** Whether a light curve can be gone on with from a state: the graph carries one, and no feature looks ahead. */
    public boolean carriesStates() {
        return stateSize > 0 && encoder.looksBack();
    }

    ExecutionDevice device() {
        return device;
    }

    /** A caller with memory of its own, for one thread that calls often. */
    ModelCall newCall() {
        return new ModelCall(this, environment, session, device);
    }

    /**
     * Classifies light curves in one call, padded to the longest of them.
     *
     * @return one prediction per light curve, in the same order
     * @throws ModelException if the model fails or answers with numbers that are no probabilities
     */
    public List<Prediction> predict(List<EncodedLightCurve> curves) {
        return with(call -> call.predict(curves));
    }

    /**
     * A light curve's answer and where it leaves the model.
     *
     * @param state [S]
     */
    public record Step(Prediction prediction, float[] state) {}

    /**
     * Goes on with light curves in one call.
     *
     * @param rows of each what follows its state, at least one row
     * @param states [S] each, where {@link Step} left it; zeros for the beginning
     * @throws IllegalStateException if the model {@linkplain #carriesStates carries none}
     */
    public List<Step> step(List<EncodedLightCurve> rows, List<float[]> states) {
        if (!carriesStates()) {
            throw new IllegalStateException("model " + card().name() + " carries no states");
        }
        return with(call -> {
            List<Prediction> predictions = call.predict(rows, List.copyOf(states));
            List<Step> steps = new ArrayList<>(rows.size());
            for (int b = 0; b < rows.size(); b++) {
                steps.add(new Step(predictions.get(b), call.nextState(b)));
            }
            return steps;
        });
    }

    private <T> T with(Function<ModelCall, T> calling) {
        ModelCall idle = idleCalls.poll();
        ModelCall call = idle == null ? newCall() : idle;
        T answer;
        try {
            answer = calling.apply(call);
        } catch (RuntimeException e) {
            call.close();
            throw e;
        }
        idleCalls.add(call);
        return answer;
    }

    /**
     * One output of the graph as it is, row-major, for what is not in a prediction.
     *
     * @throws IllegalArgumentException if the model has no such output
     */
    public float[] output(List<EncodedLightCurve> curves, String name) {
        if (!session.getOutputNames().contains(name)) {
            throw new IllegalArgumentException("model " + card().name() + " has no output '" + name + "', it has "
                    + new TreeSet<>(session.getOutputNames()));
        }
        try (ModelCall call = newCall()) {
            return call.output(curves, name);
        }
    }

    @Override
    public void close() {
        for (ModelCall call = idleCalls.poll(); call != null; call = idleCalls.poll()) {
            call.close();
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException("model " + card().name() + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
