package org.alertformer.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    @Test
    void add_alertWithOnlyLaterObservations_appends() {
        arrivals.add(alert(1, at(10, 5), at(9, 5)));

        arrivals.add(alert(2, at(14, 5), at(13, 5), at(12, 5), at(10, 5), at(9, 5)));

        assertThat(arrivals.first()).isEqualTo(1);
        assertThat(arrivals.appended()).isEqualTo(1);
        assertThat(arrivals.rowsPerAppended()).isCloseTo(3, within(1e-12));
        assertThat(arrivals.appendedFraction()).isEqualTo(1);
    }

    @Test
    void add_alertThatKnowsAnEarlierObservationMore_inserts() {
        arrivals.add(alert(1, at(10, 5), at(8, 5)));

        arrivals.add(alert(2, at(14, 5), at(10, 5), at(9, 5), at(8, 5)));

        assertThat(arrivals.appended()).isZero();
        assertThat(arrivals.inserted()).isEqualTo(1);
    }

    @Test
    void add_alertWithAReprocessedObservation_changes() {
        arrivals.add(alert(1, at(10, 5)));

        arrivals.add(alert(2, at(14, 5), at(10, 6)));

        assertThat(arrivals.appended()).isZero();
        assertThat(arrivals.revised()).isEqualTo(1);
    }

    @Test
    void add_alertThatChangesAnObservationFarBelowItsError_retouches() {
        arrivals.add(alert(1, at(10, 5)));

        arrivals.add(alert(2, at(14, 5), at(10, 5.05f)));

        assertThat(arrivals.retouched()).isEqualTo(1);
        assertThat(arrivals.appendedFraction()).isZero();
    }

    @Test
    void add_alertThatComesAfterALaterOne_isNoContinuation() {
        arrivals.add(alert(2, at(14, 5)));

        arrivals.add(alert(1, at(10, 5)));

        assertThat(arrivals.appended()).isZero();
        assertThat(arrivals.late()).isEqualTo(1);
    }

    @Test
    void add_alertThatCameBefore_isCountedApart() {
        arrivals.add(alert(1, at(10, 5)));

        arrivals.add(alert(1, at(10, 5)));

        assertThat(arrivals.repeated()).isEqualTo(1);
        assertThat(arrivals.appendedFraction()).isNaN();
        assertThat(arrivals.objects()).isEqualTo(1);
    }

    private static Observation at(int day, float flux) {
        return new Observation(day, 61_000 + day, Band.R, Kind.DETECTION, flux, 1, 0);
    }

    private static SurveyAlert alert(long id, Observation trigger, Observation... history) {
        return new SurveyAlert("test", ObjectId.named("object"), id, 10, -10, trigger, List.of(history));
    }
}
