package org.alertformer.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.alertformer.classification.DirectClassifier;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.classification.SourcePosition;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.Device;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.data.DataRecipe;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.evaluate.Generator;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.export.Parity;
import org.alertformer.trainer.fit.Fit;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.fit.RecipeHeader;
import org.alertformer.trainer.fit.Trained;
import org.alertformer.trainer.network.Committee;
import org.alertformer.trainer.network.FlareScale;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe of a published system: it learns, its file agrees with it, and the stream takes the file. */
class RecipesTest {
    private static final Path FOLDER = Path.of("recipes");
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

    private record Made(Recipe recipe, CurveSet data, Trained trained, ModelCard card, byte[] onnx) {
        OnnxModel open() {
            return OnnxModel.open(onnx, recipe.name(), Device.cpu);
        }
    }

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    static List<Path> systems() throws IOException {
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

    @ParameterizedTest
    @MethodSource("systems")
    void header_tellsTheNumberOfWeights(Path file) throws IOException {
        Recipe recipe = Recipe.read(file);

        RecipeHeader header = RecipeHeader.read(file);

        assertThat(header.weights())
                .isEqualTo(untrained(recipe, recipe.data().classCount()).count());
    }

    @ParameterizedTest
    @MethodSource("systems")
    void training_isBetterThanChanceAndThanTheUntrainedNetwork(Path file) throws IOException {
        Made made = made(file);
        Weights untrained = untrained(made.recipe(), made.data().classes().size());
        byte[] ignorant = ExportedModel.of(
                List.of(Member.of(made.trained().members().get(0).architecture(), untrained)),
                made.card(),
                ExportedModel.Form.plain);

        Evaluation.Figures after = figures(made.onnx(), made);

        Evaluation.Figures before = figures(ignorant, made);
        assertThat(after.logLoss()).isLessThan(0.8 * before.logLoss()).isLessThan(0.8 * entropy(made.data()));
        assertThat(after.accuracy()).isGreaterThan(before.accuracy()).isGreaterThan(largestShare(made.data()) + 0.1);
    }

    @ParameterizedTest
    @MethodSource("systems")
    void file_agreesWithTheTrainedNetwork(Path file) throws IOException {
        Made made = made(file);
        Random random = new Random(9);
        List<EncodedLightCurve> curves = new ArrayList<>();
        for (LabelledCurve curve : made.data().test()) {
            LightCurve seen = new Truncation(0, 0.5).draw(curve.curve(), random);
            curves.add(made.card().encoder().encode(seen));
        }
        Parity parity;
        try (OnnxModel model = made.open();
                Committee network = new Committee(made.trained().members())) {
            parity = Parity.measure(network, model, curves);
        }

        assertThat(parity.largest()).as(parity.toString()).isLessThan(Parity.LIMIT);
    }

    @ParameterizedTest
    @MethodSource("systems")
    void stream_takesTheFileAsItIs(Path file) throws IOException {
        Made made = made(file);
        List<Publication> answers = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        BatchSettings settings = new BatchSettings(1, 16, Duration.ofMillis(1));
        try (MicroBatcher engine = MicroBatcher.start(made.open(), settings)) {
            DirectClassifier classifier = new DirectClassifier(engine, 1000, 0.5, answers::add, failures::add);
            long number = 0;
            for (LabelledCurve curve : made.data().test().subList(0, 20)) {
                PendingAlert alert = classifier.accept(
                        alert(curve, ++number), 1_800_000_000_000L, new SourcePosition("test", 0, number));
                if (alert != null) {
                    classifier.submit(alert);
                }
            }

            classifier.finish();
        }

        assertThat(failures).isEmpty();
        assertThat(answers).hasSize(20).allSatisfy(answer -> {
            ClassAlert published = answer.classAlert(Instant.EPOCH, true);
            double sum = published.getClassifications().stream()
                    .mapToDouble(Classification::getProbability)
                    .sum();
            assertThat(sum).isCloseTo(1, within(1e-3));
            assertThat(published.getClassifications())
                    .hasSize(made.data().classes().size());
        });
    }

    @Test
    void granulation_posteriorMeanFollowsTheTruth() throws IOException {
        Made made = made(FOLDER.resolve("granulation.yaml"));
        List<LabelledCurve> curves = made.data().test();
        List<Prediction> predictions;
        try (OnnxModel model = made.open()) {
            predictions = model.predict(
                    curves.stream().map(c -> model.encoder().encode(c.curve())).toList());
        }

        double deviation = 0;
        for (int i = 0; i < curves.size(); i++) {
            double mean = 0;
            float[] p = predictions.get(i).probabilities();
            for (int bin = 0; bin < p.length; bin++) {
                mean += bin * p[bin];
            }
            deviation += Math.pow(mean - curves.get(i).label(), 2) / curves.size();
        }

        // a constant answer would deviate by 2.29 of 8 bins
        assertThat(Math.sqrt(deviation)).isLessThan(1.5);
    }

    @Test
    void generator_drawsLightCurvesLikeThoseLearnedFrom() throws IOException {
        Made made = made(FOLDER.resolve("causal.yaml"));
        Random random = new Random(4);
        List<LightCurve> drawn = new ArrayList<>();
        try (OnnxModel model = made.open()) {
            Generator generator = new Generator(model);
            for (int i = 0; i < 10; i++) {
                drawn.add(generator.draw(20, 61_000, random));
            }
        }

        double spread = medianLogError(drawn);

        List<LightCurve> real =
                made.data().train().stream().map(LabelledCurve::curve).toList();
        assertThat(drawn).allSatisfy(curve -> assertThat(curve.size()).isEqualTo(20));
        assertThat(spread).isCloseTo(medianLogError(real), within(0.5));
    }

    private static double medianLogError(List<LightCurve> curves) {
        double[] errors = curves.stream()
                .flatMap(curve -> curve.observations().stream())
                .mapToDouble(o -> Math.log10(o.fluxErr()))
                .sorted()
                .toArray();
        return errors[errors.length / 2];
    }

    private static SurveyAlert alert(LabelledCurve curve, long id) {
        List<Observation> all = curve.curve().observations();
        Observation trigger = all.get(all.size() - 1);
        return new SurveyAlert(
                "test", ObjectId.named("object " + id), id, 10, -10, trigger, all.subList(0, all.size() - 1));
    }

    private static Made made(Path file) throws IOException {
        Made known = MADE.get(file);
        if (known != null) {
            return known;
        }
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

    private static Weights untrained(Recipe recipe, int classes) {
        return Initializer.weights(recipe.network().architecture(classes), FlareScale.UNIT, 1);
    }

    private static Evaluation.Figures figures(byte[] onnx, Made made) {
        try (OnnxModel model = OnnxModel.open(onnx, made.recipe().name(), Device.cpu)) {
            return Evaluation.of(model, made.data().test(), 5).lastAlertFigures();
        }
    }

    private static double largestShare(CurveSet data) {
        double largest = 0;
        for (double share : shares(data)) {
            largest = Math.max(largest, share);
        }
        return largest;
    }

    private static double entropy(CurveSet data) {
        double entropy = 0;
        for (double share : shares(data)) {
            entropy -= share * Math.log(share);
        }
        return entropy;
    }

    private static double[] shares(CurveSet data) {
        double[] shares = new double[data.classes().size()];
        data.test().forEach(curve -> shares[curve.label()] += 1.0 / data.test().size());
        return shares;
    }
}
