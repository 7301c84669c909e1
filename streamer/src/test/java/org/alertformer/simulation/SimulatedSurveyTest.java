package org.alertformer.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.SurveyAlert;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedSurveyTest {
    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void object_sameWhateverIsDrawnBefore(SurveyDesign design) {
        var settings = SimulationSettings.of(design, 50, 200, 3);
        var forward = SimulatedSurvey.of(settings).objects().toList();
        var again = SimulatedSurvey.of(settings);

        List<SimulatedObject> backward = new ArrayList<>();
        for (int index = 49; index >= 0; index--) {
            backward.add(0, again.object(index));
        }

        assertThat(backward).isEqualTo(forward);
    }

    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void alerts_inOrderOfTimeAndOnePerDetection(SurveyDesign design) {
        var survey = SimulatedSurvey.of(SimulationSettings.of(design, 60, 365, 4));
        long detections =
                survey.objects().mapToLong(SimulatedObject::alertCount).sum();

        List<SurveyAlert> alerts = survey.alerts().toList();

        assertThat(alerts).hasSize(Math.toIntExact(detections)).hasSizeGreaterThan(100);
        assertThat(alerts)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(alert -> alert.trigger().mjd()));
    }

    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void observations_areWhatThePacketsUpToAnAlertDeliver(SurveyDesign design) {
        var survey = SimulatedSurvey.of(SimulationSettings.of(design, 60, 500, 5));
        Map<Long, LightCurve> whole = new HashMap<>();
        survey.objects().forEach(o -> whole.put(o.object().number(), LightCurve.of(o.observations())));
        Map<Long, LightCurve> accumulated = new HashMap<>();

        List<LightCurve> asDelivered = survey.alerts()
                .map(alert -> accumulated.merge(
                        alert.object().number(),
                        LightCurve.of(alert.observations()),
                        (known, more) -> known.merge(more.observations())))
                .toList();

        List<SurveyAlert> alerts = survey.alerts().toList();
        for (int i = 0; i < alerts.size(); i++) {
            SurveyAlert alert = alerts.get(i);
            assertThat(asDelivered.get(i))
                    .isEqualTo(requireNonNull(whole.get(alert.object().number()))
                            .asOf(alert.trigger().mjd()));
        }
    }
}
