package org.alertformer.trainer.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.data.DataRecipe;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.fit.Fit;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.fit.Trained;
import org.alertformer.trainer.network.Tensors;

/** The recipes of published systems, each trained once on few light curves. */
public final class SmallSystems {
    static final Path FOLDER = Path.of("recipes");
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Few and easy light curves, for the recipes whose own are not simulated. */
    private static final String SMALL = """
            data:
              table: null
              simulation:
                surveys: [lsst]
                nights: 200
                seed: 3
                trainSources: 400
                validationSources: 100
                testSources: 250
                mix: {drw: 1, flare: 1}
            network: {maximumLength: 48}
            training: {epochs: 8, batch: 16, learningRate: 0.004, variants: null}
            """;

    private static final String SMALL_TRANSITS = """
            data: {transits: {trainCurves: 100, validationCurves: 30, testCurves: 50}}
            training: {epochs: 8, batch: 16, learningRate: 0.004}
            """;

    private static final String SMALL_GRANULATION = """
            data: {granulation: {trainCurves: 400, validationCurves: 80, testCurves: 120, days: 2}}
            training: {epochs: 8, batch: 16, learningRate: 0.004}
            """;

    private static final Map<DataRecipe, CurveSet> DATA = new HashMap<>();
    private static final Map<Path, Made> MADE = new HashMap<>();

    private SmallSystems() {}

    /** A system that has learned, and its file. */
    public record Made(Recipe recipe, CurveSet data, Trained trained, ModelCard card, byte[] onnx) {
        public OnnxModel open() {
            return OnnxModel.open(onnx, recipe.name(), Device.cpu);
        }
    }

    /** The recipes whose headers name a system. */
    public static List<Path> recipes() throws IOException {
        List<Path> systems = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                if (Files.readString(file).startsWith("# System:")) {
                    systems.add(file);
                }
            }
        }
        return systems;
    }

    /** Trains with one thread, or returns what an earlier call made. */
    public static Made made(Path file) throws IOException {
        Made known = MADE.get(file);
        if (known != null) {
            return known;
        }
        Tensors.useThreads(1);
        Recipe recipe = small(Recipe.read(file));
        CurveSet data = DATA.get(recipe.data());
        if (data == null) {
            data = recipe.data().load(FOLDER);
            DATA.put(recipe.data(), data);
        }
        Progress nowhere =
                new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
        Trained trained = new Fit(recipe, data, nowhere).run(null, false);
        ModelCard card = trained.card(recipe, data, null);
        byte[] onnx = ExportedModel.of(trained.members(), card, ExportedModel.Form.fused);
        Made made = new Made(recipe, data, trained, card, onnx);
        MADE.put(file, made);
        return made;
    }

    private static Recipe small(Recipe recipe) throws IOException {
        String change = recipe.data().transits() != null
                ? SMALL_TRANSITS
                : recipe.data().granulation() != null ? SMALL_GRANULATION : SMALL;
        ObjectNode patch = (ObjectNode) YAML.readTree(change);
        if (recipe.network().sampling() != null) {
            patch.remove("network");
        }
        if (recipe.pretraining() != null) {
            JsonNode shorter = recipe.pretraining().data() == null
                    ? YAML.readTree("{epochs: 3}")
                    : YAML.readTree("{epochs: 3, data: {simulation: {trainSources: 400}}}");
            patch.set("pretraining", shorter);
        }
        return Recipe.parse(MergePatch.apply(recipe.toJson(), patch).toString());
    }
}
