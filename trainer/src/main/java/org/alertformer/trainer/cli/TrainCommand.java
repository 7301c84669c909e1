package org.alertformer.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.inference.Device;
import org.alertformer.inference.GoldenBatch;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.evaluate.MarkdownReport;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.export.GoldenCurves;
import org.alertformer.trainer.export.Parity;
import org.alertformer.trainer.fit.Fit;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.fit.Trained;
import org.alertformer.trainer.fit.TrainingLog;
import org.alertformer.trainer.network.Committee;
import org.alertformer.trainer.network.Tensors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a recipe's network, exports it, and judges the exported file on the recipe's test data.")
final class TrainCommand implements Callable<Integer> {
    private static final int PARITY_CURVES = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = "A recipe, YAML.")
    private Path recipeFile;

    @Option(names = "--output", paramLabel = "FILE", description = "The model to write; default NAME.onnx.")
    private @Nullable Path output;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the recipe's folder of tables is (default: here).")
    private Path data;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of libtorch (default ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--resume",
            description = "Go on from the checkpoint in FILE.checkpoint; the result is that of an uninterrupted run.")
    private boolean resume;

    @Option(
            names = "--form",
            defaultValue = "fused",
            description = "Operators of the graph: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private ExportedModel.Form form;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    TrainCommand() {}

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads " + threads + " is less than 1");
        }
        Recipe recipe = recipe();
        Path file = output == null ? Path.of(recipe.name() + ".onnx") : output;
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(System.err, System.console() != null);
        Tensors.useThreads(threads);
        progress.say("making light curves");
        CurveSet set = recipe.data().load(data);
        progress.say(String.format(
                Locale.ROOT,
                "%,d light curves to learn from, %,d for validation, %,d for the test; classes %s",
                set.train().size(),
                set.validation().size(),
                set.test().size(),
                set.classes()));
        Trained trained = new Fit(recipe, set, progress).run(checkpoints(file), resume);
        ModelCard card = trained.card(recipe, set, null);
        List<EncodedLightCurve> sample = sample(set.test(), card.encoder());
        try (Committee network = new Committee(trained.members())) {
            byte[] draft = ExportedModel.of(trained.members(), card, form);
            Evaluation evaluation;
            try (OnnxModel model = OnnxModel.open(draft, file.toString(), Device.cpu)) {
                evaluation = Evaluation.of(model, set.test(), recipe.seed());
            }
            ModelCard judged = trained.card(recipe, set, evaluation.forCard());
            byte[] onnx = ExportedModel.of(trained.members(), judged, form);
            try (OnnxModel model = OnnxModel.open(onnx, file.toString(), Device.cpu)) {
                Parity parity = Parity.measure(network, model, sample);
                out.printf(
                        Locale.ROOT,
                        "ONNX Runtime and the trainer differ by at most %.1e on %,d light curves (probabilities %.1e,"
                                + " attention %.1e, flare %.1e, covariance %.1e)%n",
                        parity.largest(),
                        parity.curves(),
                        parity.probabilities(),
                        parity.attention(),
                        parity.flare(),
                        parity.covariance());
                if (parity.largest() > Parity.LIMIT) {
                    throw new IllegalStateException("the exported graph is further than " + Parity.LIMIT
                            + " from the trained network; " + file + " was not written");
                }
                List<LightCurve> golden = GoldenCurves.of(set.test(), judged.maximumLength());
                byte[] stamped = ExportedModel.stamped(onnx, GoldenBatch.of(model, golden));
                write(file, stamped);
                try (OnnxModel written = OnnxModel.open(stamped, file.toString(), Device.cpu)) {
                    String report = MarkdownReport.of(
                            judged, written.identity().digest(), "the recipe's test data", evaluation, null);
                    Files.writeString(report(file), report);
                    TrainingLog.write(TrainingLog.beside(file), trained.history());
                    out.println(report);
                }
            }
        }
        out.printf(Locale.ROOT, "%s: %,d bytes, %,d weights%n", file, Files.size(file), trained.weightCount());
        out.flush();
        return 0;
    }

    private Recipe recipe() throws IOException {
        try {
            return Recipe.read(recipeFile);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Path checkpoints(Path file) {
        return file.resolveSibling(file.getFileName() + ".checkpoint");
    }

    private static Path report(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
        return file.resolveSibling(stem + ".md");
    }

    private static void write(Path file, byte[] onnx) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, onnx);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<EncodedLightCurve> sample(List<LabelledCurve> curves, LightCurveEncoder encoder) {
        Random random = new Random(1);
        List<EncodedLightCurve> sample = new ArrayList<>();
        for (int i = 0; i < PARITY_CURVES; i++) {
            LabelledCurve curve = curves.get(random.nextInt(curves.size()));
            sample.add(encoder.encode(new Truncation(0, 0.5).draw(curve.curve(), random)));
        }
        return sample;
    }
}
