package org.alertformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.Band;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    private static final double FIVE_SIGMA = 5;
    private static final int NIGHTS = 730;
    private static final int FIELDS = 40;

    /** Steps through every night by five minutes and asks, by plain trigonometry, whether the field stood high in the dark. */
    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void visits_onlyInSeasonAndAsOftenAsTheCadenceSays(SurveyDesign design) {
        var settings = SimulationSettings.of(design, 1, NIGHTS, 31).withFields(FIELDS);
        Weather weather = Weather.of(settings);
        List<List<Visit>> visits = new ArrayList<>();
        List<Sky.Direction> centres = new ArrayList<>();

        for (int field = 0; field < FIELDS; field++) {
            Schedule schedule = Schedule.of(settings, field);
            centres.add(schedule.centre());
            visits.add(schedule.visits(weather));
        }

        double chances = 0;
        long pairs = 0;
        for (int field = 0; field < FIELDS; field++) {
            for (Visit visit : visits.get(field)) {
                assertThat(isDarkAndHigh(design, centres.get(field), visit.mjd(), 1))
                        .as("%s", visit)
                        .isTrue();
            }
            pairs += visits.get(field).size() / 2;
            chances += chances(settings, weather, centres.get(field));
        }
        assertThat((double) pairs).isCloseTo(chances, within(FIVE_SIGMA * Math.sqrt(chances)));
        assertThat(pairs).isGreaterThan(1000);
    }

    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void visits_pauseWhileTheSunStandsNear(SurveyDesign design) {
        var settings = SimulationSettings.of(design, 1, NIGHTS, 32).withFields(FIELDS);
        Weather weather = Weather.of(settings);
        double nearest = 180;

        for (int field = 0; field < FIELDS; field++) {
            Schedule schedule = Schedule.of(settings, field);
            for (Visit visit : schedule.visits(weather)) {
                nearest = Math.min(nearest, schedule.centre().separation(Sky.sun(visit.mjd())));
            }
        }

        // The Sun at least 15 degrees below the horizon, the field above the airmass limit's altitude.
        double altitude = Math.toDegrees(Math.asin(1 / design.site().airmassLimit()));
        assertThat(nearest).isGreaterThan(altitude + 14.5).isLessThan(altitude + 35);
    }

    @Test
    void visits_filtersAndDepthFollowTheMoon() {
        var settings = SimulationSettings.of(SurveyDesign.LSST, 1, NIGHTS, 33).withFields(FIELDS);
        Weather weather = Weather.of(settings);
        Map<Band, double[]> dark = new HashMap<>();
        Map<Band, double[]> bright = new HashMap<>();

        for (int field = 0; field < FIELDS; field++) {
            for (Visit visit : Schedule.of(settings, field).visits(weather)) {
                double lit = Sky.moonIllumination(visit.mjd());
                double[] sum = (lit < 0.1 ? dark : lit > 0.9 ? bright : new HashMap<Band, double[]>())
                        .computeIfAbsent(visit.band(), band -> new double[2]);
                sum[0] += visit.depth();
                sum[1]++;
            }
        }

        assertThat(dark).containsKeys(Band.U, Band.G, Band.R).doesNotContainKey(Band.Y);
        assertThat(bright).containsKeys(Band.Z, Band.Y).doesNotContainKey(Band.U);
        assertThat(mean(dark, Band.R) - mean(bright, Band.R)).isBetween(0.2, 1.0);
        assertThat(mean(dark, Band.I) - mean(bright, Band.I))
                .isBetween(0.05, mean(dark, Band.R) - mean(bright, Band.R));
    }

    @Test
    void weather_clearAsOftenAsTheSiteAndInSpells() {
        var settings = SimulationSettings.of(SurveyDesign.LSST, 1, 10_000, 34);

        Weather weather = Weather.of(settings);

        int clear = 0;
        int spells = 0;
        for (int night = 0; night < 10_000; night++) {
            clear += weather.isClear(night) ? 1 : 0;
            spells += night > 0 && weather.isClear(night - 1) && !weather.isClear(night) ? 1 : 0;
        }
        // A two-state chain of eigenvalue l has (1 + l)/(1 - l) times the variance of independent nights.
        double eigenvalue = 1 - 0.4 - 0.4 / 3;
        double error = Math.sqrt(0.75 * 0.25 * (1 + eigenvalue) / (1 - eigenvalue) / 10_000);
        assertThat(clear / 10_000.0).isCloseTo(0.75, within(FIVE_SIGMA * error));
        double cloudy = 10_000 - clear;
        assertThat(cloudy / spells).isCloseTo(2.5, within(FIVE_SIGMA * 2.5 / Math.sqrt(spells)));
    }

    private static double mean(Map<Band, double[]> sums, Band band) {
        double[] sum = sums.getOrDefault(band, new double[] {0, 1});
        return sum[0] / sum[1];
    }

    private static double chances(SimulationSettings settings, Weather weather, Sky.Direction centre) {
        var design = settings.design();
        double chances = 0;
        for (int night = 0; night < settings.nights(); night++) {
            double midnight = settings.startMjd() + night - design.site().longitude() / 360;
            boolean moonlit = Sky.moonIllumination(midnight) > 0.3 && centre.separation(Sky.moon(midnight)) < 30;
            int minutes = 0;
            for (int step = -144; step <= 144; step++) {
                minutes += isDarkAndHigh(design, centre, midnight + step / 288.0, 0) ? 5 : 0;
            }
            var cadence = design.cadence();
            double fits = (minutes - cadence.shortestPair()) / (cadence.longestPair() - cadence.shortestPair());
            if (weather.isClear(night) && !moonlit) {
                chances += Math.max(0, Math.min(1, fits)) * cadence.chance() / cadence.nights();
            }
        }
        return chances;
    }

    private static boolean isDarkAndHigh(SurveyDesign design, Sky.Direction at, double mjd, double slack) {
        double altitude = altitude(design, at, mjd);
        double limit = Math.toDegrees(Math.asin(1 / design.site().airmassLimit()));
        return altitude > limit - slack && altitude(design, Sky.sun(mjd), mjd) < -15 + slack;
    }

    private static double altitude(SurveyDesign design, Sky.Direction at, double mjd) {
        double sidereal = 280.46061837
                + 360.98564736629 * (mjd - 51_544.5)
                + design.site().longitude();
        double hourAngle = Math.toRadians(sidereal - at.ra());
        double latitude = Math.toRadians(design.site().latitude());
        double dec = Math.toRadians(at.dec());
        return Math.toDegrees(Math.asin(
                Math.sin(dec) * Math.sin(latitude) + Math.cos(dec) * Math.cos(latitude) * Math.cos(hourAngle)));
    }
}
