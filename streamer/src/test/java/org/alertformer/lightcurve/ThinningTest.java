package org.alertformer.lightcurve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThinningTest {
    @Test
    void of_tooManyObservations_keepsTheNewestThePeakAndThreeQuartersInAll() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            int maximum = 1 + random.nextInt(80);
            LightCurve curve = LightCurve.of(inOrder(random, maximum + 1 + random.nextInt(100)));

            // When
            LightCurve thinned = Thinning.of(curve, maximum);

            // Then
            assertThat(thinned.size()).as("seed %d", seed).isEqualTo(maximum - maximum / 4);
            assertThat(thinned.observations())
                    .as("seed %d", seed)
                    .containsAll(curve.newest(Math.max(1, maximum / 2)).observations())
                    .isSubsetOf(curve.observations());
            if (maximum >= 2) {
                assertThat(thinned.observations()).as("seed %d", seed).contains(brightest(curve.observations()));
            }
        }
    }

    /** What was let go makes no difference: any light curve between the thinned and the whole is thinned to the same. */
    @Test
    void of_withoutSomeOfWhatIsLetGo_isTheSame() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            int maximum = 4 + random.nextInt(60);
            LightCurve curve = LightCurve.of(inOrder(random, 3 * maximum));
            LightCurve expected = Thinning.of(curve, maximum);
            LightCurve between = LightCurve.of(curve.observations().stream()
                    .filter(o -> expected.observations().contains(o) || random.nextInt(4) > 0)
                    .toList());

            // When
            LightCurve thinned = Thinning.of(between, maximum);

            // Then
            if (between.size() > maximum) {
                assertThat(thinned).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    /** Night by night instead of at once: the newest, the peak and its neighbourhood are those of the whole past. */
    @Test
    void accept_inOrder_keepsWhatThinningTheWholePastWouldKeep() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            Random random = new Random(seed);
            int maximum = 16 + random.nextInt(60);
            List<Observation> all = inOrder(random, 5 * maximum);
            ObjectState state = ObjectState.empty();

            // When
            for (Observation observation : all) {
                state = state.accept(alert(observation, List.of()), maximum).state();
            }

            // Then
            Observation peak = brightest(all);
            List<Observation> around = all.stream()
                    .sorted(Comparator.comparingDouble(o -> Math.abs(o.mjd() - peak.mjd())))
                    .limit(maximum / 8)
                    .toList();
            assertThat(state.curve().size()).as("seed %d", seed).isBetween(maximum - maximum / 4, maximum);
            assertThat(state.curve().observations())
                    .as("seed %d", seed)
                    .containsAll(all.subList(all.size() - maximum / 2, all.size()))
                    .containsAll(around);
        }
    }

    /** Packets bring their history again and again; what was let go must not come back with it. */
    @Test
    void accept_historyThatWasLetGo_changesNothing() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            Random random = new Random(seed);
            List<Observation> all = inOrder(random, 100);
            ObjectState state = ObjectState.empty();
            for (Observation observation : all) {
                state = state.accept(alert(observation, List.of()), 24).state();
            }
            SurveyAlert packet = alert(all.get(99), all);

            // When
            ObjectState.Step step = state.accept(packet, 24);

            // Then
            assertThat(step.state()).as("seed %d", seed).isEqualTo(state);
            assertThat(step.change().isEmpty()).as("seed %d", seed).isTrue();
            assertThat(step.alert().history()).as("seed %d", seed).isEmpty();
        }
    }

    private static Observation brightest(List<Observation> observations) {
        return observations.stream()
                .filter(Observation::isMeasurement)
                .max(Comparator.comparingDouble(o -> o.flux() - 3.0 * o.fluxErr()))
                .orElseThrow();
    }

    private static SurveyAlert alert(Observation trigger, List<Observation> history) {
        return new SurveyAlert("test", ObjectId.of(1), trigger.id(), 0, 0, trigger, history);
    }

    /** At times that are all different, and so are the fluxes. */
    private static List<Observation> inOrder(Random random, int count) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Kind kind = i == 0 || random.nextInt(4) > 0 ? Kind.DETECTION : Kind.LIMIT;
            observations.add(new Observation(
                    1 + i,
                    60000 + i + random.nextDouble() / 3,
                    random.nextBoolean() ? Band.G : Band.R,
                    kind,
                    kind == Kind.LIMIT ? 0 : (float) random.nextGaussian() * 1000,
                    10 + random.nextInt(50),
                    0));
        }
        return observations;
    }
}
