package org.alertformer.simulation;

import java.util.ArrayList;
import java.util.List;
import org.alertformer.lightcurve.Band;

/**
 * The visits of one field: pairs in the clear nights that are its turn, while it stands high enough between the
 * twilights, away from a bright Moon.
 *
 * <p>Depth (Ivezic et al. 2019, equation 6, around the reference conditions of the {@link Passband}): half the change of
 * the sky brightness, 2.5 log of the seeing over its median, extinction per airmass, thin cloud.
 */
final class Schedule {
    private static final double SUN_ALTITUDE = -15;
    private static final double DEGREES_PER_DAY = 360.9856;
    private static final double MINUTES_PER_DAY = 1440;
    private static final double MOON_AVOIDANCE = 30;
    private static final double SEEING_SPREAD = 0.18;
    private static final double CLOUD = 0.05;

    private final SimulationSettings settings;
    private final SurveyDesign design;
    private final int field;
    private final Sky.Direction centre;
    private final int turn;

    private Schedule(SimulationSettings settings, int field) {
        this.settings = settings;
        this.design = settings.design();
        this.field = field;
        var random = RandomStream.of(settings.seed(), RandomStream.Purpose.FIELD, field);
        var cadence = design.cadence();
        double sine = random.uniform(Sky.sin(cadence.south()), Sky.sin(cadence.north()));
        this.centre = new Sky.Direction(random.uniform(0, 360), StrictMath.toDegrees(StrictMath.asin(sine)));
        this.turn = random.below(cadence.nights());
    }

    static Schedule of(SimulationSettings settings, int field) {
        return new Schedule(settings, field);
    }

    Sky.Direction centre() {
        return centre;
    }

    /** In order of time. */
    List<Visit> visits(Weather weather) {
        List<Visit> visits = new ArrayList<>();
        for (int night = 0; night < settings.nights(); night++) {
            if (weather.isClear(night) && night % design.cadence().nights() == turn) {
                visit(night, visits);
            }
        }
        return visits;
    }

    private void visit(int night, List<Visit> visits) {
        var random = RandomStream.of(settings.seed(), RandomStream.Purpose.SCHEDULE, field, night);
        if (!random.chance(design.cadence().chance())) {
            return;
        }
        var site = design.site();
        double midnight = midnight(night);
        double pairGap =
                random.uniform(design.cadence().shortestPair(), design.cadence().longestPair()) / MINUTES_PER_DAY;
        double darkness =
                0.5 - Sky.hourAngle(Sky.sun(midnight).dec(), Sky.sin(SUN_ALTITUDE), site.latitude()) / DEGREES_PER_DAY;
        double reach = Sky.hourAngle(centre.dec(), 1 / site.airmassLimit(), site.latitude());
        double hourAngle = Sky.halfCircle(Sky.siderealTime(midnight, site.longitude()) - centre.ra());
        double from = Math.max(-darkness, (-reach - hourAngle) / DEGREES_PER_DAY);
        double to = Math.min(darkness, (reach - hourAngle) / DEGREES_PER_DAY) - pairGap;
        double illumination = Sky.moonIllumination(midnight);
        if (from >= to || illumination > 0.3 && centre.separation(Sky.moon(midnight)) < MOON_AVOIDANCE) {
            return;
        }
        double first = midnight + random.uniform(from, to);
        Band[] pair = design.pair(random, illumination);
        double cloud = -CLOUD * StrictMath.log(1 - random.uniform());
        double seeing = random.normal(0, SEEING_SPREAD);
        for (int i = 0; i < 2; i++) {
            long id = Visit.id(field, visits.size());
            visits.add(visit(id, first + i * pairGap, design.passband(pair[i]), cloud, seeing, random));
        }
    }

    /** When the Sun is lowest: mean local midnight put right by the equation of time. */
    private double midnight(int night) {
        double longitude = design.site().longitude();
        double mean = settings.startMjd() + night + Sky.circle(-longitude) / 360;
        double late =
                Sky.halfCircle(Sky.siderealTime(mean, longitude) - Sky.sun(mean).ra() - 180);
        return mean - late / DEGREES_PER_DAY;
    }

    private Visit visit(long id, double mjd, Passband passband, double cloud, double seeing, RandomStream random) {
        var site = design.site();
        double hourAngle = Sky.siderealTime(mjd, site.longitude()) - centre.ra();
        double airmass = 1 / Sky.sineAltitude(centre.dec(), hourAngle, site.latitude());
        double blur = seeing + random.normal(0, 0.05) + 0.6 * StrictMath.log(airmass);
        double depth = passband.depth()
                - 1.25 * StrictMath.log10(1 + moonlight(mjd, passband))
                - 2.5 * blur / StrictMath.log(10)
                - passband.extinction() * (airmass - 1)
                - cloud;
        double zeroPoint = random.normal(0, design.photometry().calibration()) * 0.4 * StrictMath.log(10);
        return new Visit(id, mjd, passband.band(), depth, airmass, zeroPoint);
    }

    /** Sky light from the Moon over the dark sky's: Krisciunas and Schaefer 1991, equation 20, times the sine of altitude. */
    private double moonlight(double mjd, Passband passband) {
        var moon = Sky.moon(mjd);
        var site = design.site();
        double sineAltitude =
                Sky.sineAltitude(moon.dec(), Sky.siderealTime(mjd, site.longitude()) - moon.ra(), site.latitude());
        if (sineAltitude <= 0) {
            return 0;
        }
        double full = StrictMath.pow(10, 0.4 * passband.moonlight()) - 1;
        double angle = Math.abs(180 - 360 * Sky.moonPhase(mjd));
        double phase = StrictMath.pow(10, -0.4 * (0.026 * angle + 4e-9 * angle * angle * angle * angle));
        return full * phase * sineAltitude;
    }
}
