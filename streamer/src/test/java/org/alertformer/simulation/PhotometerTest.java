package org.alertformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotometerTest {
    private static final int MEASUREMENTS = 100_000;
    private static final double FIVE_SIGMA = 5;
    private static final double DEPTH = 23;
    private static final Quiescence DARK = new Quiescence(40, 0);
    private static final List<Visit> VISITS =
            Collections.nCopies(MEASUREMENTS, new Visit(1, 61_000, Band.R, DEPTH, 1.1, 0));

    @ParameterizedTest
    @EnumSource(SurveyDesign.class)
    void measure_noiseIsAFifthOfTheLimitingFlux(SurveyDesign design) {
        List<Observation> measured = measure(design, 0, DARK);

        // All that is reported, limits included; the median is indifferent to the scatter between chips.
        double[] errors =
                measured.stream().mapToDouble(Observation::fluxErr).sorted().toArray();
        double expected = Math.sqrt(0.039) * Math.pow(10, 0.4 * (31.4 - DEPTH));
        double spread = 0.05 * 0.4 * Math.log(10) * Math.sqrt(Math.PI / 2 / MEASUREMENTS);
        assertThat(errors[MEASUREMENTS / 2] / expected).isCloseTo(1, within(FIVE_SIGMA * spread));
        assertThat(expected * 5).isCloseTo(Math.pow(10, 0.4 * (31.4 - DEPTH)), within(0.02 * expected * 5));
    }

    @Test
    void measure_scattersAsReportedButForOutliers() {
        double outliers = SurveyDesign.LSST.photometry().outliers();

        List<Observation> measured = measure(SurveyDesign.LSST, 0, new Quiescence(17, 0));

        double sum = 0;
        int beyondFive = 0;
        for (Observation observation : measured) {
            double pull = observation.flux() / observation.fluxErr();
            sum += pull * pull;
            beyondFive += Math.abs(pull) > 5 ? 1 : 0;
        }
        double variance = 1 - outliers + 100 * outliers;
        double fourth = 3 * (1 - outliers + 10_000 * outliers);
        assertThat(sum / MEASUREMENTS)
                .isCloseTo(variance, within(FIVE_SIGMA * Math.sqrt((fourth - variance * variance) / MEASUREMENTS)));
        double expected = MEASUREMENTS * outliers * 2 * (1 - normal(0.5));
        assertThat((double) beyondFive).isCloseTo(expected, within(FIVE_SIGMA * Math.sqrt(expected)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, 0.5, 0.1, 0, -0.1, -0.5})
    void measure_detectionRateAgainstMagnitude(double fainterThanDepth) {
        var design = SurveyDesign.LSST;
        double flux = Math.pow(10, 0.4 * (31.4 - DEPTH - fainterThanDepth));

        List<Observation> measured = measure(design, flux, DARK);

        long detections = measured.stream()
                .filter(observation -> observation.kind() == Kind.DETECTION)
                .count();
        double expected = 0;
        double outliers = design.photometry().outliers();
        // Average over the chips' depths, Gaussian with 0.05 mag, on a grid.
        double weights = 0;
        for (double z = -5; z <= 5; z += 0.1) {
            double depthFlux = Math.pow(10, 0.4 * (31.4 - DEPTH - 0.05 * z));
            double systematic = design.photometry().systematic() * flux;
            double error =
                    Math.sqrt(0.039 * depthFlux * depthFlux + 0.001 * flux * depthFlux + systematic * systematic);
            double ratio = flux / error;
            double found = (1 - outliers) * (1 - normal(5 - ratio) + normal(-5 - ratio))
                    + outliers * (1 - normal((5 - ratio) / 10) + normal((-5 - ratio) / 10));
            double weight = Math.exp(-z * z / 2);
            expected += weight * found;
            weights += weight;
        }
        double rate = expected / weights;
        assertThat(detections / (double) MEASUREMENTS)
                .isCloseTo(rate, within(FIVE_SIGMA * Math.sqrt(rate * (1 - rate) / MEASUREMENTS)));
    }

    @Test
    void observe_nothingWithoutADetection() {
        var photometer = new Photometer(SurveyDesign.ZTF);
        var visits = VISITS.subList(0, 3);

        List<Observation> observed =
                photometer.observe(visits, new double[3], DARK, RandomStream.of(1, RandomStream.Purpose.PHOTOMETRY, 0));

        assertThat(observed).isEmpty();
    }

    private static List<Observation> measure(SurveyDesign design, double flux, Quiescence quiescence) {
        double[] difference = new double[MEASUREMENTS];
        Arrays.fill(difference, flux);
        return new Photometer(design)
                .measure(VISITS, difference, quiescence, RandomStream.of(21, RandomStream.Purpose.PHOTOMETRY, 3));
    }

    /** Cumulative normal distribution, Abramowitz and Stegun 26.2.17, to 1e-7. */
    private static double normal(double x) {
        if (x < 0) {
            return 1 - normal(-x);
        }
        double t = 1 / (1 + 0.2316419 * x);
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * series;
    }
}
