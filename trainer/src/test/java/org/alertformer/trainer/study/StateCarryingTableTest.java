package org.alertformer.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.export.StepParity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StateCarryingTableTest {
    private static final Path SHIPPED = Path.of("../streamer/src/main/resources/models/default.onnx");

    private static StateCarrying.Judged shipped;
    private static StateCarrying.Judged mistaken;

    @BeforeAll
    static void judge() {
        try (OnnxModel model = OnnxModel.open(SHIPPED, Device.cpu)) {
            List<LabelledCurve> curves = curves(model);
            shipped = StateCarrying.Judged.of(model, curves, 1);
            mistaken = StateCarrying.Judged.of(
                    model, curves.stream().map(StateCarryingTableTest::wrong).toList(), 1);
        }
    }

    @Test
    void of_modelThatIsNoWorse_saysSoAndGivesItsPrice() {
        StateCarrying.Results results = results(shipped, shipped);

        String page = StateCarryingTable.of(results, "a machine");

        assertThat(page)
                .contains("a machine")
                .contains("| `default` | 192 | 768 | yes | 2.0e-07 | 255 |")
                .contains("100.0 % of the reference's at any alert and 100.0 % at the last: within one percent")
                .contains("| 16 | 10 | 40.0 | 30.0 | 5.00 | 8 |")
                .contains("| 16 | 1,000 / 10 | 10.0 x | 100.0 x | 1.20 x | |")
                .contains("| test | 1 | 1 | 1 | 1.0 | 0 | 0 | 0 | 0 | 100.0 % |");
    }

    @Test
    void of_modelThatIsAlwaysWrong_isWorseByMore() {
        StateCarrying.Results results = results(shipped, mistaken);

        String page = StateCarryingTable.of(results, "a machine");

        assertThat(page)
                .contains(
                        " 0.0 % of the reference's at any alert and 0.0 % at the last: worse by more than one percent");
    }

    private static StateCarrying.Results results(StateCarrying.Judged reference, StateCarrying.Judged carrying) {
        Arrivals arrivals = new Arrivals();
        arrivals.add(alert(1));
        arrivals.add(alert(2));
        return new StateCarrying.Results(
                reference,
                List.of(new StateCarrying.Carrying(carrying, 192, new StepParity(2e-7, 255))),
                List.of(
                        new StepCost(10, 16, 40, List.of(new StepCost.Recurrent(30, 5))),
                        new StepCost(1000, 16, 400, List.of(new StepCost.Recurrent(3000, 6)))),
                Map.of("test", arrivals));
    }

    private static SurveyAlert alert(int day) {
        Observation trigger = new Observation(day, 61_000 + day, Band.R, Kind.DETECTION, 500, 10, 0);
        return new SurveyAlert("test", ObjectId.named("object"), day, 10, -10, trigger, List.of());
    }

    /** Labelled as the model will say, whatever it sees of them. */
    private static List<LabelledCurve> curves(OnnxModel model) {
        Random random = new Random(8);
        List<LabelledCurve> curves = new ArrayList<>();
        for (int c = 0; c < 20; c++) {
            Observation only = new Observation(
                    1,
                    61_000,
                    Band.G,
                    Kind.DETECTION,
                    400 + 3000 * random.nextFloat(),
                    20 + 50 * random.nextFloat(),
                    0);
            LightCurve curve = LightCurve.of(List.of(only));
            int best =
                    model.predict(List.of(model.encoder().encode(curve))).get(0).best();
            curves.add(new LabelledCurve("curve " + c, best, curve, null));
        }
        return curves;
    }

    private static LabelledCurve wrong(LabelledCurve curve) {
        return new LabelledCurve(curve.id(), (curve.label() + 1) % 4, curve.curve(), null);
    }
}
