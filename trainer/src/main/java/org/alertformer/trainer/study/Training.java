package org.alertformer.trainer.study;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.data.DataRecipe;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.export.ExportedModel;
import org.alertformer.trainer.fit.Fit;
import org.alertformer.trainer.fit.Progress;
import org.alertformer.trainer.fit.Recipe;
import org.alertformer.trainer.fit.Trained;

/** Trains recipes and judges them on their test data, keeping the light curves of each data recipe in memory. */
final class Training {
    private static final String RARE = "TDE";
    private static final int BATCH = 16;
    private static final int TIMED_CURVES = 512;
    private static final double TIMED_SECONDS = 0.5;

    private final Path data;
    private final Progress progress;
    private final Map<DataRecipe, CurveSet> loaded = new HashMap<>();

    /** @param data where the recipes' folders of tables are */
    Training(Path data, Progress progress) {
        this.data = data;
        this.progress = progress;
    }

    Figures run(Recipe recipe) throws IOException {
        CurveSet set = loaded.get(recipe.data());
        if (set == null) {
            set = recipe.data().load(data);
            loaded.put(recipe.data(), set);
        }
        double start = processSeconds();
        Trained trained = new Fit(recipe, set, progress).run(null, false);
        double seconds = processSeconds() - start;
        ModelCard card = trained.card(recipe, set, null);
        byte[] onnx = ExportedModel.of(trained.members(), card, ExportedModel.Form.fused);
        try (OnnxModel model = OnnxModel.open(onnx, recipe.name(), Device.cpu)) {
            Evaluation evaluation = Evaluation.of(model, set.test(), recipe.seed());
            Evaluation.Figures last = evaluation.lastAlertFigures();
            return new Figures(
                    last.macroF1(),
                    evaluation.lastAlertF1(RARE),
                    last.accuracy(),
                    last.logLoss(),
                    trained.weightCount(),
                    seconds,
                    speed(model, set));
        }
    }

    private static double processSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    /** Of as many passes over the same light curves as the processor's clock can tell, after one that is not timed. */
    private static double speed(OnnxModel model, CurveSet set) {
        List<EncodedLightCurve> curves = new ArrayList<>();
        set.test().stream()
                .limit(TIMED_CURVES)
                .forEach(c -> curves.add(model.encoder().encode(c.curve())));
        curves.sort(Comparator.comparingInt(EncodedLightCurve::length));
        pass(model, curves);
        int passes = 0;
        double start = processSeconds();
        double seconds = 0;
        while (seconds < TIMED_SECONDS) {
            pass(model, curves);
            passes++;
            seconds = processSeconds() - start;
        }
        return passes * curves.size() / seconds;
    }

    private static void pass(OnnxModel model, List<EncodedLightCurve> curves) {
        for (int from = 0; from < curves.size(); from += BATCH) {
            model.predict(curves.subList(from, Math.min(curves.size(), from + BATCH)));
        }
    }
}
