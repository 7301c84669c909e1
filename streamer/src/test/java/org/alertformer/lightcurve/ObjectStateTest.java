package org.alertformer.lightcurve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ObjectStateTest {
    @Test
    void accept_sameBytesForAnyOrderAndRepetitionOfAlerts() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            List<SurveyAlert> alerts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                List<Observation> observations = LightCurveTest.observations(random, 6);
                alerts.add(alert(i, observations.get(0), observations.subList(1, 6)));
            }
            byte[] expected = accumulate(alerts).toBytes();
            alerts.add(alerts.get(random.nextInt(alerts.size())));
            Collections.shuffle(alerts, random);

            // When
            ObjectState state = accumulate(alerts);

            // Then
            assertThat(state.toBytes()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void answered_onlyAlertsNotTheirHistory() {
        // Given
        Observation first = new Observation(7, 60000, Band.R, Kind.DETECTION, 100, 1, 0);
        Observation second = new Observation(8, 60001, Band.R, Kind.DETECTION, 100, 1, 0);

        // When
        ObjectState state = ObjectState.empty()
                .accept(alert(8, second, List.of(first)), 100)
                .state();

        // Then
        assertThat(state.answered(8)).isTrue();
        assertThat(state.answered(7)).isFalse();
    }

    @Test
    void asOf_holdsTheTriggerAlsoWhenItIsOlderThanAllThatIsKept() {
        // Given
        ObjectState state = ObjectState.empty();
        for (int i = 1; i <= 5; i++) {
            state = state.accept(alert(i, new Observation(i, 60000 + i, Band.R, Kind.DETECTION, 1, 1, 0), List.of()), 3)
                    .state();
        }
        Observation late = new Observation(9, 59000, Band.R, Kind.DETECTION, 1, 1, 0);

        // When
        LightCurve curve = state.accept(alert(9, late, List.of()), 3).asOf();

        // Then
        assertThat(curve.observations()).containsExactly(late);
    }

    @Test
    void fromBytes_readsWhatWasWritten() {
        // Given
        Observation trigger = new Observation(7, 60000, Band.R, Kind.DETECTION, 100, 1, 0);
        ObjectState state = ObjectState.empty()
                .accept(alert(Long.MAX_VALUE, trigger, List.of()), 10)
                .state();

        // When
        ObjectState read = ObjectState.fromBytes(state.toBytes());

        // Then
        assertThat(read.curve()).isEqualTo(state.curve());
        assertThat(read.answered(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void accept_forgetsTheSmallestAlertIdsBeyondTheBound() {
        // Given
        Observation trigger = new Observation(7, 60000, Band.R, Kind.DETECTION, 100, 1, 0);
        ObjectState state = ObjectState.empty();

        // When
        for (int id = 0; id <= ObjectState.MAXIMUM_ALERTS; id++) {
            state = state.accept(alert(id, trigger, List.of()), 10).state();
        }

        // Then
        assertThat(state.answered(0)).isFalse();
        assertThat(state.answered(1)).isTrue();
        assertThat(state.answered(ObjectState.MAXIMUM_ALERTS)).isTrue();
    }

    @Test
    void surveyAlert_fromBytesReadsWhatWasWritten() {
        // Given
        List<Observation> observations = LightCurveTest.observations(new Random(3), 9);
        SurveyAlert alert = new SurveyAlert(
                "ztf",
                new ObjectId(42, "ZTF21abiuvdk"),
                Long.MIN_VALUE,
                12.5,
                -30.25,
                observations.get(0),
                observations.subList(1, 9));

        // When
        SurveyAlert read = SurveyAlert.fromBytes(alert.toBytes());

        // Then
        assertThat(read).isEqualTo(alert);
    }

    private static ObjectState accumulate(List<SurveyAlert> alerts) {
        ObjectState state = ObjectState.empty();
        for (SurveyAlert alert : alerts) {
            state = state.accept(alert, 8).state();
        }
        return state;
    }

    private static SurveyAlert alert(long id, Observation trigger, List<Observation> history) {
        return new SurveyAlert("test", ObjectId.of(1), id, 0, 0, trigger, history);
    }
}
