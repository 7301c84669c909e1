package org.alertformer.lightcurve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
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
            List<SurveyAlert> alerts = alerts(random, 12);
            byte[] expected = accumulate(alerts, 100).toBytes();
            alerts.add(alerts.get(random.nextInt(alerts.size())));
            Collections.shuffle(alerts, random);

            // When
            ObjectState state = accumulate(alerts, 100);

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
        for (int seed = 0; seed < 100; seed++) {
            // Given
            ObjectState state = accumulate(alerts(new Random(seed), 12), 1 + seed % 40);

            // When
            ObjectState read = ObjectState.fromBytes(state.toBytes());

            // Then
            assertThat(read).as("seed %d", seed).isEqualTo(state);
        }
    }

    @Test
    void fromBytes_anyTruncationIsRefused() {
        byte[] bytes = accumulate(alerts(new Random(1), 3), 10).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ObjectState.fromBytes(truncated)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** What a pending entry keeps of an alert must do for the alert itself. */
    @Test
    void accept_prunedAlertInPlaceOfTheWhole_isTheSame() {
        for (int seed = 0; seed < 300; seed++) {
            // Given
            Random random = new Random(seed);
            List<SurveyAlert> alerts = alerts(random, 12);
            int maximum = 4 + random.nextInt(60);
            ObjectState state = accumulate(alerts.subList(0, 11), maximum);
            ObjectState.Step whole = state.accept(alerts.get(11), maximum);

            // When
            ObjectState.Step pruned = state.accept(whole.alert(), maximum);

            // Then
            assertThat(pruned).as("seed %d", seed).isEqualTo(whole);
        }
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

    private static List<SurveyAlert> alerts(Random random, int count) {
        List<SurveyAlert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Observation> observations = LightCurveTest.observations(random, 6);
            alerts.add(alert(i, observations.get(0), observations.subList(1, 6)));
        }
        return alerts;
    }

    private static ObjectState accumulate(List<SurveyAlert> alerts, int maximum) {
        ObjectState state = ObjectState.empty();
        for (SurveyAlert alert : alerts) {
            state = state.accept(alert, maximum).state();
        }
        return state;
    }

    private static SurveyAlert alert(long id, Observation trigger, List<Observation> history) {
        return new SurveyAlert("test", ObjectId.of(1), id, 0, 0, trigger, history);
    }
}
