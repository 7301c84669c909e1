package org.alertformer.trainer.evaluate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.NormalDistribution;
import org.alertformer.lightcurve.Observation;
import org.alertformer.trainer.data.DipTruth;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.SimulationRecipe;
import org.alertformer.trainer.data.SurveySource;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.evaluate.FlareWitness.Sequel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeastErrorTest {
    private static final int PARTICLES = 300;

    /** The test that the odds are exact: dips are there as often as they say, and where they say. */
    @ParameterizedTest
    @EnumSource(Sequel.class)
    void chanceOfDip_isHowOftenThereIsOne(Sequel sequel) {
        // Given
        List<LabelledCurve> curves = curves(Map.of("flare", 1.0, "flare_dip", 1.0), 120);
        Truncation truncation = sequel == Sequel.ANY ? Truncation.UNIFORM : Truncation.NONE;
        Random random = new Random(3);
        double excess = 0;
        double variance = 0;
        double slope = 0;
        double slopeVariance = 0;

        for (LabelledCurve curve : curves) {
            SurveySource source = requireNonNull(requireNonNull(curve.flare()).source());
            LightCurve seen = truncation.draw(curve.curve(), random);

            // When
            double chance = LeastError.chanceOfDip(source, seen, sequel, PARTICLES, random);

            double surprise = (curve.flare().dip() == null ? 0 : 1) - chance;
            excess += surprise;
            variance += chance * (1 - chance);
            slope += surprise * (chance - 0.5);
            slopeVariance += chance * (1 - chance) * (chance - 0.5) * (chance - 0.5);
        }

        // Then
        assertThat(excess / Math.sqrt(variance)).isBetween(-3.0, 3.0);
        assertThat(slope / Math.sqrt(slopeVariance)).isBetween(-3.0, 3.0);
        assertThat(variance).as("that some are open").isGreaterThan(5);
    }

    /** Someone who is told all of flare and dip but whether the dip is there errs in Phi(-d/2), d^2 the sum of (loss / error)^2. */
    @Test
    void of_isNoLessThanTheErrorOfOneWhoIsToldAllButTheDip() {
        List<LabelledCurve> curves = curves(Map.of("flare", 1.0, "flare_dip", 1.0, "drw", 1.0), 120);
        Random random = new Random(5);
        double told = 0;
        int dips = 0;
        for (LabelledCurve curve : curves) {
            LightCurve seen = Truncation.UNIFORM.draw(curve.curve(), random);
            DipTruth dip = curve.flare() == null ? null : curve.flare().dip();
            if (dip != null) {
                double squares = 0;
                for (Observation o : seen.observations()) {
                    squares += Math.pow(dip.loss(o.mjd()) / o.fluxErr(), 2);
                }
                told += NormalDistribution.below(-0.5 * Math.sqrt(squares));
                dips++;
            }
        }

        LeastError found = requireNonNull(LeastError.of(curves, 60, 5));

        assertThat(found.anyAlert().value()).isBetween(told / dips, 0.5);
        assertThat(found.lastAlert().value()).isLessThan(found.anyAlert().value());
        assertThat(found.anyAlert().error()).isBetween(0.005, 0.06);
        assertThat(found.share())
                .isCloseTo(
                        curves.stream().filter(c -> c.flare() != null).count() / (double) curves.size(), within(1e-9));
    }

    @Test
    void of_withoutDipsIsUnknown() {
        List<LabelledCurve> curves = curves(Map.of("flare", 1.0, "drw", 1.0), 30);

        assertThat(LeastError.of(curves, 10, 1)).isNull();
    }

    @Test
    void times_shrinksTheMeanAndItsError() {
        LeastError.Mean mean = LeastError.Mean.of(new double[] {0.1, 0.3, 0.5});

        assertThat(mean.value()).isCloseTo(0.3, within(1e-12));
        assertThat(mean.error()).isCloseTo(0.2 / Math.sqrt(3), within(1e-12));
        assertThat(mean.times(0.5)).isEqualTo(new LeastError.Mean(0.5 * mean.value(), 0.5 * mean.error()));
    }

    private static List<LabelledCurve> curves(Map<String, Double> mix, long sources) {
        return new SimulationRecipe(List.of("lsst", "ztf"), 200, 7, 1, 1, sources, mix).test(9);
    }
}
