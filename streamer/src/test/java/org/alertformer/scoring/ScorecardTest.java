package org.alertformer.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Interval;
import org.alertformer.schemas.Model;
import org.alertformer.simulation.FlareParameters;
import org.alertformer.simulation.TruthRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScorecardTest {
    private static final Instant INGESTED = Instant.parse("2026-02-03T04:05:06Z");
    private static final Model MODEL = new Model("small", "1", "abc", "simulated");

    @Test
    void report_countsByHand() {
        var scorecard = Scorecard.of(List.of(truth(1, "drw", 3), truth(2, "flare", 2), truth(3, "flare", 1)));
        List<ClassAlert> alerts = List.of(
                alert(1, 11, 61_000, 1, "flare", 0.6),
                alert(2, 21, 61_001, 4, "flare", 0.9),
                alert(1, 12, 61_004, 6, "drw", 0.8),
                alert(1, 13, 61_010, 20, "drw", 0.7),
                alert(2, 22, 61_040, 40, "drw", 0.6),
                alert(2, 22, 61_040, 40, "drw", 0.6),
                alert(9, 91, 61_000, 1, "drw", 0.5));

        alerts.forEach(alert -> scorecard.add(alert, INGESTED.toEpochMilli() + 250));

        ScoreReport report = scorecard.report();
        assertThat(report.alerts()).isEqualTo(5);
        assertThat(report.objects()).isEqualTo(2);
        assertThat(report.accuracy()).isEqualTo(0.6);
        // drw: 2 right, 3 true, 3 named: 2/3; flare: 1 right, 2 true, 2 named: 1/2.
        assertThat(report.f1().get("drw")).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(report.f1().get("flare")).isCloseTo(0.5, within(1e-12));
        assertThat(report.macroF1()).isCloseTo(7 / 12.0, within(1e-12));
        assertThat(report.confusion().get("drw")).containsEntry("drw", 2L).containsEntry("flare", 1L);
        assertThat(report.objectAccuracy()).isEqualTo(0.5);
        assertThat(report.delivery()).isEqualTo(new ScoreReport.Delivery(6, 5, 1, 1, 1));
        assertThat(report.streamLatency().p50()).isEqualTo(100);
        assertThat(report.endToEndLatency().largest()).isEqualTo(250);
        assertThat(report.model()).isEqualTo("small 1 abc");
        double logLoss = -(Math.log(0.4) + Math.log(0.9f) + Math.log(0.8f) + Math.log(0.7f) + Math.log(0.4)) / 5;
        assertThat(report.logLoss()).isCloseTo(logLoss, within(1e-6));
    }

    @Test
    void report_tellsHowSoonClassesAreRecognised() {
        var scorecard = Scorecard.of(List.of(truth(1, "drw", 4), truth(2, "drw", 2)));
        List<ClassAlert> alerts = List.of(
                alert(1, 1, 61_000, 1, "flare", 0.6),
                alert(1, 2, 61_003, 2, "drw", 0.6),
                alert(1, 3, 61_005, 3, "flare", 0.6),
                alert(1, 4, 61_010, 4, "drw", 0.6),
                alert(1, 5, 61_020, 5, "drw", 0.6),
                alert(2, 1, 61_000, 1, "drw", 0.6),
                alert(2, 2, 61_001, 2, "flare", 0.6));

        alerts.forEach(alert -> scorecard.add(alert, 0));

        var recognition = scorecard.report().recognition().get("drw");
        assertThat(recognition).isEqualTo(new ScoreReport.Recognition(2, 1, 1.5, 1.5, 0.5, 10, 10, 4));
        var report = scorecard.report();
        assertThat(report.byDays().stream().mapToLong(ScoreReport.Step::alerts)).containsExactly(2L, 1L, 2L, 2L);
        assertThat(report.byDays().get(3).accuracy()).isEqualTo(1);
        assertThat(report.byObservations().stream().map(ScoreReport.Step::from)).containsExactly(0.0, 2.0, 3.0, 5.0);
        assertThat(report.byObservations().get(0).accuracy()).isEqualTo(0.5);
    }

    @Test
    void report_classesUnknownToTheModelStandApart() {
        var scorecard = Scorecard.of(List.of(truth(1, "other", 1), truth(2, "drw", 1)));

        scorecard.add(alert(1, 1, 61_000, 1, "flare", 0.55), 0);
        scorecard.add(alert(2, 1, 61_000, 1, "drw", 0.8), 0);

        ScoreReport report = scorecard.report();
        assertThat(report.accuracy()).isEqualTo(1);
        assertThat(report.outside().alerts()).isEqualTo(1);
        assertThat(report.outside().meanBestProbability()).isCloseTo(0.55, within(1e-6));
        assertThat(report.delivery().lost()).isZero();
    }

    @Test
    void report_lossesAgainstWhatWasSeenOnTheInput() {
        var scorecard = Scorecard.of(List.of(truth(1, "drw", 50)));
        scorecard.sent(1, 5);
        scorecard.sent(1, 6);
        scorecard.sent(1, 5);

        scorecard.add(alert(1, 6, 61_000, 1, "drw", 0.8), 0);

        assertThat(scorecard.report().delivery()).isEqualTo(new ScoreReport.Delivery(2, 1, 1, 0, 0));
    }

    @Test
    void report_alertsOfThePastHaveNoWayToBeTimed() {
        var scorecard = Scorecard.of(List.of(truth(1, "drw", 2)));

        scorecard.add(alert(1, 1, 61_000, 1, "drw", 0.8));
        scorecard.add(alert(1, 2, 61_000, 1, "drw", 0.8), INGESTED.toEpochMilli() + 300);

        ScoreReport report = scorecard.report();
        assertThat(report.delivery().answered()).isEqualTo(2);
        assertThat(report.streamLatency().p50()).isEqualTo(100);
        assertThat(report.endToEndLatency().p50()).isEqualTo(300);
    }

    /** Right as often as stated, in the long run: the error shrinks to the noise; and an overconfident one is told so. */
    @Test
    void report_calibrationErrorOfHonestAndOfBoastfulProbabilities() {
        int count = 40_000;
        var honest = Scorecard.of(List.of(truth(1, "drw", count)));
        var boastful = Scorecard.of(List.of(truth(1, "drw", count)));
        var random = new Random(4);

        for (int i = 0; i < count; i++) {
            double probability = 0.5 + 0.45 * random.nextDouble();
            String named = random.nextDouble() < probability ? "drw" : "flare";
            honest.add(alert(1, i, 61_000, 1, named, probability), 0);
            boastful.add(alert(1, i, 61_000, 1, named, Math.min(0.999, probability + 0.2)), 0);
        }

        // Sum over 15 bins of the mean absolute deviation of a binomial share, generously: sqrt(15 / 4 / n).
        assertThat(honest.report().calibrationError()).isLessThan(2 * Math.sqrt(15 / 4.0 / count));
        assertThat(boastful.report().calibrationError()).isBetween(0.1, 0.2);
    }

    @Test
    void report_flareBiasScatterAndCoverage() {
        int count = 20_000;
        double sigma = 0.2;
        List<TruthRow> truths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            truths.add(flareTruth(i + 1, new FlareParameters(1000, 61_000, 20)));
        }
        truths.add(truth(count + 1, "drw", 1));
        var scorecard = Scorecard.of(truths);
        var random = new Random(5);

        for (int i = 0; i < count; i++) {
            double amplitude = Math.log(1000) + 0.1 + sigma * random.nextGaussian();
            double onset = 61_000 + sigma * random.nextGaussian();
            double decay = Math.log(20) + sigma * random.nextGaussian();
            scorecard.add(flare(
                    i + 1,
                    i,
                    interval(Math.exp(amplitude), Math.exp(amplitude - sigma), Math.exp(amplitude + sigma)),
                    interval(onset, onset - sigma, onset + sigma),
                    interval(Math.exp(decay), Math.exp(decay - sigma / 2), Math.exp(decay + sigma / 2))));
        }
        scorecard.add(flare(count + 1, 1, interval(1, 0, 2), interval(61_000, 0, 1), interval(1, 0, 2)));

        ScoreReport.Flares flares = scorecard.report().flares();
        double noise = 5 / Math.sqrt(count);
        assertThat(flares.alerts()).isEqualTo(count + 1);
        assertThat(flares.withoutFlare()).isEqualTo(1);
        assertThat(flares.all().amplitude().bias()).isCloseTo(0.1, within(sigma * 1.26 * noise));
        assertThat(flares.all().amplitude().scatter()).isCloseTo(sigma * 0.99446, within(sigma * noise * 1.1));
        assertThat(flares.all().onset().bias()).isCloseTo(0, within(sigma * 1.26 * noise));
        assertThat(flares.all().onset().coverage68()).isCloseTo(0.6827, within(0.466 * noise));
        assertThat(flares.last().decay().coverage68()).isCloseTo(0.3829, within(0.487 * noise));
        assertThat(flares.all().converged()).isEqualTo(1);
        assertThat(flares.byClass()).containsOnlyKeys("flare").containsEntry("flare", flares.all());
    }

    @Test
    void report_beforeTheFirstAlertSaysNothing() throws Exception {
        var scorecard = Scorecard.of(List.of(truth(1, "drw", 2)));

        ScoreReport report = scorecard.report();

        JsonNode json = new ObjectMapper().valueToTree(report);
        assertThat(report.accuracy()).isNaN();
        assertThat(json.get("delivery").get("lost").asInt()).isEqualTo(2);
        assertThat(new ObjectMapper().writeValueAsString(report)).contains("\"accuracy\":\"NaN\"");
        assertThat(ScoreText.of(report)).contains("sent 2   answered 0   lost 2");
    }

    @Test
    void of_refusesAnObjectThatComesTwice() {
        assertThatThrownBy(() -> Scorecard.of(List.of(truth(7, "drw", 2), truth(7, "flare", 2))))
                .hasMessageContaining("object 7");
    }

    private static TruthRow truth(long objectId, String label, int alerts) {
        return new TruthRow(objectId, label, label, 10, 20, alerts, null, "");
    }

    private static TruthRow flareTruth(long objectId, FlareParameters flare) {
        return new TruthRow(objectId, "flare", "flare", 10, 20, 1, flare, "");
    }

    /** Of a model that knows drw and flare. */
    private static ClassAlert alert(
            long objectId, long alertId, double mjd, int observations, String best, double probability) {
        List<Classification> classifications = Stream.of("drw", "flare")
                .map(name -> new Classification(name, (float) (name.equals(best) ? probability : 1 - probability)))
                .toList();
        return new ClassAlert(
                "lsst",
                objectId,
                Long.toString(objectId),
                alertId,
                10.0,
                20.0,
                mjd,
                observations,
                0,
                1.0,
                classifications,
                best,
                (float) probability,
                MODEL,
                INGESTED,
                INGESTED,
                INGESTED.plusMillis(100),
                attention());
    }

    private static @Nullable List<org.alertformer.schemas.ObservationWeight> attention() {
        return null;
    }

    private static FlareAlert flare(long objectId, long alertId, Interval amplitude, Interval onset, Interval decay) {
        return new FlareAlert(
                "lsst",
                objectId,
                Long.toString(objectId),
                alertId,
                10.0,
                20.0,
                61_020.0,
                0.9f,
                amplitude,
                onset,
                decay,
                Arrays.asList(0f, 0f, 0f),
                1.0,
                true,
                MODEL,
                INGESTED,
                INGESTED,
                INGESTED);
    }

    private static Interval interval(double value, double lower, double upper) {
        return new Interval(value, lower, upper);
    }
}
