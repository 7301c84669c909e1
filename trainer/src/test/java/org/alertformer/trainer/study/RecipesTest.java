package org.alertformer.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.evaluate.Generator;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.export.Parity;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.fit.RecipeHeader;
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

/** Every recipe of a published system: its header is right, it learns, and its file agrees with it. */
class RecipesTest {
    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    /** The number in the header is that of the numbers in the file, but for the classes, which are fewer here. */
    @ParameterizedTest
    @MethodSource("org.alertformer.trainer.study.SmallSystems#recipes")
    void header_tellsTheNumberOfWeights(Path file) throws IOException {
        Recipe recipe = Recipe.read(file);
        SmallSystems.Made made = SmallSystems.made(file);

        RecipeHeader header = RecipeHeader.read(file);

        int perClass = recipe.network().width() + 1;
        int fewer = recipe.data().classCount() - made.data().classes().size();
        assertThat(header.weights()).isEqualTo(made.trained().weightCount() + (long) fewer * perClass);
    }

    @ParameterizedTest
    @MethodSource("org.alertformer.trainer.study.SmallSystems#recipes")
    void training_isBetterThanChanceAndThanTheUntrainedNetwork(Path file) throws IOException {
        SmallSystems.Made made = SmallSystems.made(file);
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
    @MethodSource("org.alertformer.trainer.study.SmallSystems#recipes")
    void file_agreesWithTheTrainedNetwork(Path file) throws IOException {
        SmallSystems.Made made = SmallSystems.made(file);
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

    @Test
    void granulation_posteriorMeanFollowsTheTruth() throws IOException {
        SmallSystems.Made made = SmallSystems.made(SmallSystems.FOLDER.resolve("granulation.yaml"));
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
        SmallSystems.Made made = SmallSystems.made(SmallSystems.FOLDER.resolve("causal.yaml"));
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

    private static Weights untrained(Recipe recipe, int classes) {
        return Initializer.weights(recipe.network().architecture(classes), FlareScale.UNIT, 1);
    }

    private static Evaluation.Figures figures(byte[] onnx, SmallSystems.Made made) {
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
