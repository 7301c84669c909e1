package org.alertformer.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;

class DecayTest {
    @Test
    void of_wellMeasuredFlareIsExpectedAsItComes() {
        List<Observation> flare = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            flare.add(observation(i, 60_000 + i, 50_000 * Math.exp(-i / 12.0), 50));
        }

        Decay decay = Decay.of(flare);

        for (int i = 5; i < 20; i++) {
            assertThat(decay.rate()[i]).isCloseTo(1 / 12.0, within(0.004));
            assertThat(decay.residual()[i]).isCloseTo(0, within(0.5));
            assertThat(decay.expected()[i]).isCloseTo(flare.get(i).flux() / 50.0, within(10.0));
        }
    }

    /** The dip neither bends the decay nor hides in it. */
    @Test
    void of_dipStandsBelowTheDecay() {
        List<Observation> flare = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double dip = i >= 10 && i < 14 ? 20_000 : 0;
            flare.add(observation(i, 60_000 + i, 50_000 * Math.exp(-i / 12.0) - dip, 200));
        }

        Decay decay = Decay.of(flare);

        for (int i = 5; i < 20; i++) {
            if (i >= 10 && i < 14) {
                assertThat(decay.residual()[i]).isLessThan(-15);
            } else {
                assertThat(decay.residual()[i]).isBetween(-2.0, 2.0);
            }
        }
    }

    /** Each prefix anew, by the normal equations of a line with a prior of its slope. */
    @Test
    void of_everyExpectationFollowsFromWhatCameBefore() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            var random = new Random(seed);
            List<Observation> curve = new ArrayList<>();
            double mjd = 60_000;
            for (int i = 0; i < 25; i++) {
                mjd += 10 * random.nextDouble();
                curve.add(observation(i, mjd, 2000 * random.nextGaussian(), 100 + 900 * random.nextDouble()));
            }

            // When
            Decay decay = Decay.of(curve);

            // Then
            List<Observation> fitted = new ArrayList<>(List.of(curve.get(0)));
            for (int i = 1; i < curve.size(); i++) {
                Observation now = curve.get(i);
                double[] told = extrapolated(fitted, now.mjd());
                double flux = Math.exp(Math.min(60, told[0]));
                double error = Math.sqrt(Math.pow(now.fluxErr(), 2) + flux * flux * (0.0009 + told[1] * told[1]));
                double residual = (now.flux() - flux) / error;
                boolean higher = now.flux() > fitted.get(0).flux();
                assertThat(decay.residual()[i])
                        .isCloseTo(higher ? 0 : residual, within(1e-6 * (1 + Math.abs(residual))));
                assertThat(decay.expected()[i])
                        .isCloseTo(flux / now.fluxErr(), within(1e-6 * (1 + flux / now.fluxErr())));
                assertThat(decay.rate()[i]).isCloseTo(-told[2], within(1e-9));
                if (higher) {
                    fitted = new ArrayList<>(List.of(now));
                } else if (residual > -3) {
                    fitted.add(now);
                }
            }
        }
    }

    @Test
    void of_laterRowsAreTheSameWithoutTheEarlier() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            var random = new Random(seed);
            List<Observation> curve = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                curve.add(observation(i, 60_000 + i, 2000 * random.nextGaussian(), 300));
            }
            int from = random.nextInt(25);
            Decay all = Decay.of(curve);

            // When
            Decay later = Decay.of(curve, from);

            // Then
            for (int i = from; i < 25; i++) {
                assertThat(later.residual()[i]).isEqualTo(all.residual()[i]);
                assertThat(later.expected()[i]).isEqualTo(all.expected()[i]);
                assertThat(later.rate()[i]).isEqualTo(all.rate()[i]);
            }
        }
    }

    /** ln F, its deviation and the slope. */
    private static double[] extrapolated(List<Observation> fitted, double mjd) {
        double aa = 0;
        double ab = 0;
        double bb = 1 / 0.0036;
        double ya = 0;
        double yb = -0.06 / 0.0036;
        for (Observation o : fitted) {
            if (o.flux() > o.fluxErr()) {
                double weight = 1 / (Math.pow(o.fluxErr() / o.flux(), 2) + 0.0009);
                double t = o.mjd() - mjd;
                aa += weight;
                ab += weight * t;
                bb += weight * t * t;
                ya += weight * Math.log(o.flux());
                yb += weight * t * Math.log(o.flux());
            }
        }
        if (aa == 0) {
            return new double[] {Double.NEGATIVE_INFINITY, 0, -0.06};
        }
        double determinant = aa * bb - ab * ab;
        return new double[] {
            (ya * bb - yb * ab) / determinant, Math.sqrt(bb / determinant), (yb * aa - ya * ab) / determinant
        };
    }

    private static Observation observation(long id, double mjd, double flux, double error) {
        return new Observation(id, mjd, Band.R, Kind.DETECTION, (float) flux, (float) error, 0);
    }
}
