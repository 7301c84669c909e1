package org.alertformer.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Batch;
import org.alertformer.trainer.network.Body;
import org.alertformer.trainer.network.FlareScale;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Tensors;
import org.alertformer.trainer.network.Transformer;
import org.alertformer.trainer.network.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The losses without labels, of a head that says 0 (and, of a spread, 1) whatever it sees. */
class PretrainingTest {
    private static final List<String> COLUMNS = List.of("magnitude_offset", "log_magnitude_error", "band_g");
    private static final List<NormalizedFeature> FEATURES =
            COLUMNS.stream().map(name -> new NormalizedFeature(name, 0, 1)).toList();

    /** Offsets 1, 2, 3 with errors 1, 1, 2. */
    private static final EncodedLightCurve CURVE = new EncodedLightCurve(
            3, new float[] {1, 0, 1, 2, 0, 1, 3, (float) Math.log10(2), 1}, new float[] {0, 2, 7}, 0);

    @BeforeAll
    static void oneThread() {
        Tensors.useThreads(1);
    }

    /** All are hidden, squares 1, 4, 9 count as 1, 1, 1/4: 7.25 / 2.25. */
    @Test
    void masked_squaresCountByInverseVariances() {
        double loss = loss(new PretrainingTask.Masked(1 - 1e-12, "magnitude_offset", "log_magnitude_error"));

        assertThat(loss).isCloseTo(7.25 / 2.25, within(1e-4));
    }

    @Test
    void denoising_isTheMeanSquareOfWhatWasThere() {
        double loss = loss(new PretrainingTask.Denoising(0.5, "magnitude_offset"));

        assertThat(loss).isCloseTo(14 / 3.0, within(1e-4));
    }

    @Test
    void reconstruction_isTheMeanSquareOfAllObservations() {
        double loss = loss(new PretrainingTask.Reconstruction("magnitude_offset"));

        assertThat(loss).isCloseTo(14 / 3.0, within(1e-4));
    }

    /** Half the squares of the second and third row, in the mean over three features and two rows. */
    @Test
    void nextObservation_isTheLikelihoodOfAllButTheFirst() {
        double loss = loss(new PretrainingTask.NextObservation());

        double squares = 4 + 1 + 9 + Math.pow(Math.log10(2), 2) + 1;
        assertThat(loss).isCloseTo(squares / 2 / 6, within(1e-4));
    }

    /** What only the task needs is no part of the model, unless it tells the next observation. */
    @Test
    void kept_isWithoutTheHeadUnlessItServes() {
        Architecture architecture = architecture();
        Weights bare = Initializer.weights(architecture, FlareScale.UNIT, 3);
        Pretraining masked = new Pretraining(
                new PretrainingTask.Masked(0.5, "magnitude_offset", "log_magnitude_error"), architecture, FEATURES);
        Pretraining next = new Pretraining(new PretrainingTask.NextObservation(), architecture, FEATURES);

        long ofMasked = masked.kept(masked.withHead(bare, 1)).count();
        long ofNext = next.kept(next.withHead(bare, 1)).count();

        assertThat(ofMasked).isEqualTo(bare.count());
        assertThat(ofNext).isGreaterThan(bare.count());
    }

    private static double loss(PretrainingTask task) {
        Architecture architecture = architecture();
        Pretraining pretraining = new Pretraining(task, architecture, FEATURES);
        Map<String, Weights.Array> weights = new LinkedHashMap<>(pretraining
                .withHead(Initializer.weights(architecture, FlareScale.UNIT, 3), 1)
                .tensors());
        weights.computeIfPresent(
                Initializer.PRETRAINING + "out.weight",
                (name, array) -> new Weights.Array(array.shape(), new float[array.values().length]));
        try (PointerScope scope = new PointerScope();
                Transformer network = new Transformer(Member.of(architecture, new Weights(weights)))) {
            return pretraining.loss(network, Batch.of(List.of(CURVE)), 0).item_float();
        }
    }

    private static Architecture architecture() {
        return new Architecture(
                COLUMNS.size(),
                2,
                8,
                2,
                1,
                16,
                Architecture.Norm.pre,
                new TimeEncoding(TimeEncoding.Kind.sinusoidal, Map.of()),
                false,
                new Body.Causal(),
                COLUMNS);
    }
}
