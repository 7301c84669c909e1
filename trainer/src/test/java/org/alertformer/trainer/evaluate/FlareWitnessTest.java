package org.alertformer.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.simulation.FlarePrior;
import org.alertformer.simulation.SimulatedVisit;
import org.alertformer.trainer.evaluate.FlareWitness.Sequel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlareWitnessTest {
    private static final FlarePrior PRIOR = new FlarePrior(2_000, 60_000, 60_000, 60_100, 5, 60, 0.002, 0.003);
    private static final int DRAWS = 300_000;

    /** Against the mean over draws from the prior, all that happens to a measurement written out for each. */
    @ParameterizedTest
    @EnumSource(Sequel.class)
    void logOddsOfDip_agreesWithDrawsFromThePrior(Sequel sequel) {
        for (int seed = 0; seed < 3; seed++) {
            // Given
            Random random = new Random(seed);
            List<SimulatedVisit> visits = visits(random);
            LightCurve seen = seen(visits, random);
            double expected = Math.log(drawn(seen, visits, sequel, true, random))
                    - Math.log(drawn(seen, visits, sequel, false, random));

            // When
            double found = new FlareWitness(seen, visits, PRIOR, sequel).logOddsOfDip(2000, random);

            // Then
            assertThat(found).as("seed %d", seed).isCloseTo(expected, within(0.25));
        }
    }

    @Test
    void new_observationThatNoVisitMadeFails() {
        List<SimulatedVisit> visits = visits(new Random(1));
        LightCurve seen = LightCurve.of(List.of(new Observation(77, 60_050, Band.R, Kind.DETECTION, 5000, 500, 0)));

        assertThatThrownBy(() -> new FlareWitness(seen, visits, PRIOR, Sequel.ANY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("77");
    }

    /** Sixteen over a hundred days, some in pairs, faint sources and bright ones. */
    private static List<SimulatedVisit> visits(Random random) {
        List<SimulatedVisit> visits = new ArrayList<>();
        double mjd = 60_000;
        for (int i = 0; i < 16; i++) {
            mjd += i % 3 == 1 ? 0.02 : 1 + 14 * random.nextDouble();
            visits.add(new SimulatedVisit(i + 1, mjd, 500 + 300 * random.nextDouble(), 800 * (i % 2 + 1)));
        }
        return visits;
    }

    /** From before a flare to its third alert; limits and visits of which nothing is told among what was seen. */
    private static LightCurve seen(List<SimulatedVisit> visits, Random random) {
        while (true) {
            double onset = 60_020 + 30 * random.nextDouble();
            double decay = 8 + 20 * random.nextDouble();
            double amplitude = 5_000 + 5_000 * random.nextDouble();
            double centre = onset + 1.5 * decay;
            List<Observation> observations = new ArrayList<>();
            int alerts = 0;
            for (SimulatedVisit visit : visits) {
                double flux = visit.mjd() < onset ? 0 : amplitude * Math.exp((onset - visit.mjd()) / decay);
                flux -= 0.4 * amplitude * Math.exp(-0.5 * Math.pow((visit.mjd() - centre) / (0.3 * decay), 2));
                double seen = flux + visit.fluxErr() * random.nextGaussian();
                boolean detected = seen > 5 * visit.fluxErr();
                if (alerts < 3 && (detected || visit.id() > 3)) {
                    alerts += detected ? 1 : 0;
                    Kind kind = detected ? Kind.DETECTION : visit.id() % 2 == 0 ? Kind.LIMIT : Kind.FORCED;
                    observations.add(new Observation(
                            visit.id(),
                            visit.mjd(),
                            Band.R,
                            kind,
                            kind == Kind.LIMIT ? 0 : (float) seen,
                            (float) visit.fluxErr(),
                            0));
                }
            }
            if (alerts == 3 && observations.get(observations.size() - 1).kind() == Kind.DETECTION) {
                return LightCurve.of(observations);
            }
        }
    }

    /** The mean likelihood over draws from the prior. */
    private static double drawn(
            LightCurve seen, List<SimulatedVisit> visits, Sequel sequel, boolean dipped, Random random) {
        Map<Long, Observation> observations = new HashMap<>();
        seen.observations().forEach(o -> observations.put(o.id(), o));
        double now = seen.get(seen.size() - 1).mjd();
        double total = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double amplitude = 2_000 * Math.pow(30, random.nextDouble());
            double onset = 60_000 + 100 * random.nextDouble();
            double decay = 5 * Math.pow(12, random.nextDouble());
            double centre = onset + (0.5 + 2 * random.nextDouble()) * decay;
            double width = (0.2 + 0.3 * random.nextDouble()) * decay;
            double depth = dipped ? (0.4 + 0.5 * random.nextDouble()) * amplitude : 0;
            double likelihood = 1;
            double[] alertsToCome = {1};
            for (SimulatedVisit visit : visits) {
                double flux = visit.mjd() < onset ? 0 : amplitude * Math.exp((onset - visit.mjd()) / decay);
                flux -= depth * Math.exp(-0.5 * Math.pow((visit.mjd() - centre) / width, 2));
                flux = Math.max(flux, -visit.quiescentFlux());
                Observation o = observations.get(visit.id());
                if (o != null && o.isMeasurement()) {
                    likelihood *= 0.998 * density(o.flux() - flux, Math.hypot(o.fluxErr(), 0.003 * flux))
                            + 0.002 * density(o.flux() - flux, Math.hypot(10.0 * o.fluxErr(), 0.003 * flux));
                } else {
                    double silent = 0.998 * silent(flux, visit.fluxErr(), Math.hypot(visit.fluxErr(), 0.003 * flux))
                            + 0.002 * silent(flux, visit.fluxErr(), 10 * visit.fluxErr());
                    if (visit.mjd() <= now || sequel == Sequel.NONE) {
                        likelihood *= silent;
                    } else {
                        alertsToCome = withOneMore(alertsToCome, 1 - silent);
                    }
                }
            }
            double chosen = 0;
            for (int i = 0; i < alertsToCome.length; i++) {
                chosen += alertsToCome[i] / (3 + i);
            }
            total += sequel == Sequel.NONE ? likelihood : likelihood * chosen;
        }
        return total / DRAWS;
    }

    private static double[] withOneMore(double[] chances, double chance) {
        double[] more = new double[chances.length + 1];
        for (int i = 0; i < chances.length; i++) {
            more[i] += chances[i] * (1 - chance);
            more[i + 1] += chances[i] * chance;
        }
        return more;
    }

    /** Times a constant that is common to all. */
    private static double density(double x, double sigma) {
        return 500 / sigma * Math.exp(-0.5 * x * x / (sigma * sigma));
    }

    private static double silent(double flux, double error, double sigma) {
        return below((5 * error - flux) / sigma) - below((-5 * error - flux) / sigma);
    }

    /** The normal distribution function as a series (Marsaglia 2004, J. Stat. Software 11, 4). */
    private static double below(double x) {
        if (Math.abs(x) > 7) {
            return x > 0 ? 1 : 0;
        }
        double sum = x;
        double term = x;
        for (int i = 3; Math.abs(term) > 1e-14; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }
}
