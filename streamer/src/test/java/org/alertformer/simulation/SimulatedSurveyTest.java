package org.alertformer.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.SurveyAlert;
import org.junit.jupiter.api.Test;
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
    void alerts_areThoseOfAllObjectsInOrderOfTime(SurveyDesign design) {
        var survey = SimulatedSurvey.of(SimulationSettings.of(design, 9000, 30, 4));
        List<SurveyAlert> sorted = survey.objects()
                .flatMap(source -> alertsOf(source).stream())
                .sorted(Comparator.comparingDouble(
                                (SurveyAlert alert) -> alert.trigger().mjd())
                        .thenComparingLong(alert -> alert.object().number()))
                .toList();

        List<SurveyAlert> alerts;
        try (var stream = survey.alerts()) {
            alerts = stream.toList();
        }

        assertThat(alerts).hasSizeGreaterThan(1000).isEqualTo(sorted);
    }

    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void timeline_fromATimeIsTheEndOfTheWholeOne(SurveyDesign design) {
        var survey = SimulatedSurvey.of(SimulationSettings.of(design, 500, 200, 9));
        double from = survey.settings().startMjd() + 150.4;
        List<SurveyAlert> late;
        try (var all = survey.alerts()) {
            late = all.filter(alert -> alert.trigger().mjd() >= from).toList();
        }
        List<SurveyAlert> read = new ArrayList<>();

        try (var timeline = survey.timeline(from, source -> {})) {
            timeline.forEachRemaining(read::add);

            assertThat(timeline.size()).isEqualTo(read.size());
        }
        assertThat(read).hasSizeGreaterThan(100).isEqualTo(late);
    }

    private static List<SurveyAlert> alertsOf(SimulatedObject source) {
        List<SurveyAlert> alerts = new ArrayList<>();
        for (int i = 0; i < source.observations().size(); i++) {
            if (source.observations().get(i).kind() == Kind.DETECTION) {
                alerts.add(source.alert(i));
            }
        }
        return alerts;
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

    /** Nothing but the variability may tell a class: brightness, colour and the kinds of observations come from one prior. */
    @Test
    void object_classShowsInVariabilityOnly() {
        var survey = SimulatedSurvey.of(SimulationSettings.of(SurveyDesign.ZTF, 8000, 120, 6));
        Map<SourceClass, List<Double>> magnitudes = new EnumMap<>(SourceClass.class);
        Map<SourceClass, List<Double>> forced = new EnumMap<>(SourceClass.class);
        Map<SourceClass, List<Double>> declinations = new EnumMap<>(SourceClass.class);

        survey.objects().forEach(source -> {
            magnitudes
                    .computeIfAbsent(source.sourceClass(), c -> new ArrayList<>())
                    .add(requireNonNull(source.parameters().get("quiescent_mag")));
            declinations
                    .computeIfAbsent(source.sourceClass(), c -> new ArrayList<>())
                    .add(source.dec());
            source.observations().stream()
                    .filter(observation -> observation.kind() != Kind.DETECTION)
                    .forEach(observation -> forced.computeIfAbsent(source.sourceClass(), c -> new ArrayList<>())
                            .add(observation.kind() == Kind.FORCED ? 1.0 : 0.0));
        });

        for (var measure : List.of(magnitudes, forced, declinations)) {
            Sample all =
                    Sample.of(measure.values().stream().flatMap(List::stream).toList());
            assertThat(measure).hasSize(4);
            for (List<Double> values : measure.values()) {
                Sample sample = Sample.of(values);
                assertThat(sample.mean()).isCloseTo(all.mean(), within(5 * all.deviation() / Math.sqrt(sample.size())));
            }
        }
        assertThat(Sample.of(magnitudes.values().stream().flatMap(List::stream).toList())
                        .mean())
                .isBetween(17.0, 20.0);
    }

    @Test
    void settings_refuseWhatMakesNoSurvey() {
        var settings = SimulationSettings.of(SurveyDesign.ZTF, 10, 10, 1);

        assertThatThrownBy(() -> settings.withMix(Map.of(SourceClass.DRW, -1.0)))
                .hasMessageContaining("share of drw")
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> settings.withFields(0)).hasMessageContaining("fields 0");
        assertThatThrownBy(() -> SimulationSettings.of(SurveyDesign.ZTF, 10, 0, 1))
                .hasMessageContaining("nights 0");
        assertThatThrownBy(() -> SourceClass.of("tde")).hasMessageContaining("'tde'");
        assertThatThrownBy(() -> SurveyDesign.of("roman")).hasMessageContaining("'roman'");
    }

    private record Sample(int size, double mean, double deviation) {
        static Sample of(List<Double> values) {
            double sum = 0;
            double squares = 0;
            for (double value : values) {
                sum += value;
                squares += value * value;
            }
            double mean = sum / values.size();
            return new Sample(values.size(), mean, Math.sqrt(squares / values.size() - mean * mean));
        }
    }

    /** Every observation is of one visit, with its error where nothing happens; sources of one field share the visits. */
    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void visitsTo_areThoseThatMadeTheObservations(SurveyDesign design) {
        var settings = SimulationSettings.of(design, 300, 300, 8).withMix(Map.of(SourceClass.CONSTANT, 1.0));
        var survey = SimulatedSurvey.of(settings);
        List<Double> ratios = new ArrayList<>();
        for (long index = 0; index < settings.objects(); index++) {
            Map<Long, SimulatedVisit> visits = new HashMap<>();

            survey.visitsTo(index).forEach(visit -> visits.put(visit.id(), visit));

            for (var observation : survey.object(index).observations()) {
                SimulatedVisit visit = requireNonNull(visits.get(observation.id()));
                assertThat(visit.mjd()).isEqualTo(observation.mjd());
                ratios.add(observation.fluxErr() / visit.fluxErr());
            }
        }
        assertThat(ratios)
                .hasSizeGreaterThan(100)
                .allSatisfy(ratio -> assertThat(ratio).isBetween(0.8, 1.25));
        assertThat(ratios.stream().mapToDouble(r -> r).average().orElseThrow()).isCloseTo(1, within(0.01));
    }
}
