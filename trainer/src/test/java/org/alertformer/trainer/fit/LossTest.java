package org.alertformer.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.network.FlareScale;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Transformer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final float[] WEIGHTS = {0.7f, 1.6f};

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    /** One pass over whole light curves against one pass for each light curve and alert, cut there. */
    @Test
    void of_everyAlertIsTheExpectationOverTheCuts() throws IOException {
        Recipe recipe = Recipe.parse(FitTest.EVERY_ALERT_TEXT);
        var encoder = new LightCurveEncoder(
                recipe.features().stream()
                        .map(name -> new NormalizedFeature(name, 1, 2))
                        .toList(),
                recipe.network().maximumLength());
        List<LabelledCurve> curves = recipe.data().load(Path.of(".")).train().stream()
                .filter(curve -> curve.curve().size() <= encoder.maximumLength())
                .limit(12)
                .toList();
        var architecture = recipe.network().architecture(2);
        var scale = new FlareScale(new float[] {8, 0, 3}, new float[] {1.5f, 10, 0.7f});
        try (Transformer network =
                new Transformer(Member.of(architecture, Initializer.weights(architecture, scale, 3)))) {
            double expected = 0;
            double weight = 0;
            for (LabelledCurve curve : curves) {
                // classes are weighed over the batch, flares are not
                double own = WEIGHTS[curve.label()];
                weight += own;
                for (Cut cut : cuts(curve, encoder)) {
                    expected += cut.chance() * own * loss(network, cut.example(), 0);
                }
            }
            expected /= weight;
            for (LabelledCurve curve : curves) {
                for (Cut cut : cuts(curve, encoder)) {
                    double both = loss(network, cut.example(), 0.3);
                    expected += cut.chance() * (both - loss(network, cut.example(), 0)) / curves.size();
                }
            }
            List<Example> whole = new ArrayList<>();
            for (LabelledCurve curve : curves) {
                whole.add(Example.ofEach(curve, curve.curve(), encoder, recipe.truncation()));
            }

            double loss = loss(recipe, network, whole);

            assertThat(whole).anySatisfy(example -> assertThat(example.flare()).isNotNull());
            assertThat(loss).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
        }
    }

    private record Cut(Example example, double chance) {}

    private static List<Cut> cuts(LabelledCurve curve, LightCurveEncoder encoder) {
        Truncation truncation = Recipe.parse(FitTest.EVERY_ALERT_TEXT).truncation();
        List<Integer> alerts = new ArrayList<>();
        for (int i = 0; i < curve.curve().size(); i++) {
            if (curve.curve().get(i).kind() == Kind.DETECTION) {
                alerts.add(i);
            }
        }
        List<Cut> cuts = new ArrayList<>();
        for (int n = 0; n < alerts.size(); n++) {
            LightCurve seen = LightCurve.of(curve.curve().observations().subList(0, alerts.get(n) + 1));
            double early = Math.log((n + 2.0) / (n + 1.0)) / Math.log(alerts.size() + 1.0);
            double uniform = 1.0 / alerts.size();
            double chance = truncation.early() * early
                    + (1 - truncation.full() - truncation.early()) * uniform
                    + (n == alerts.size() - 1 ? truncation.full() : 0);
            cuts.add(new Cut(Example.of(curve, seen, encoder), chance));
        }
        return cuts;
    }

    private static double loss(Transformer network, Example example, double flareWeight) {
        Recipe single = Recipe.parse(FitTest.EVERY_ALERT_TEXT
                .replace("everyAlert: true", "everyAlert: false")
                .replace("flareWeight: 0.3", "flareWeight: " + flareWeight));
        return loss(single, network, List.of(example));
    }

    private static double loss(Recipe recipe, Transformer network, List<Example> examples) {
        try (PointerScope scope = new PointerScope()) {
            return new Loss(recipe.training(), WEIGHTS, null)
                    .of(network, examples, 0, 0)
                    .item_float();
        }
    }
}
