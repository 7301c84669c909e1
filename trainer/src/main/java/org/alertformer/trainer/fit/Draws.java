package org.alertformer.trainer.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.trainer.data.Augmentation;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Truncation;

/** What an epoch sees of each light curve. */
sealed interface Draws {
    /** One example per light curve. */
    List<Example> of(List<LabelledCurve> curves, int epoch, Random random);

    /** Cut, varied and encoded anew. */
    record Fresh(LightCurveEncoder encoder, Truncation truncation, Augmentation augmentation) implements Draws {
        @Override
        public List<Example> of(List<LabelledCurve> curves, int epoch, Random random) {
            List<Example> examples = new ArrayList<>(curves.size());
            for (LabelledCurve curve : curves) {
                examples.add(Example.of(curve, augmentation.draw(curve.curve(), truncation, random), encoder));
            }
            return examples;
        }
    }

    /** Taken at random from what was made once, for all epochs and networks. */
    record Stored(List<List<Example>> variants) implements Draws {
        /** The first variant is the whole light curve as it is. */
        static Stored of(Fresh fresh, List<LabelledCurve> curves, int count, long seed) {
            List<List<Example>> variants = new ArrayList<>();
            variants.add(
                    new Fresh(fresh.encoder(), Truncation.NONE, Augmentation.NONE).of(curves, 0, new Random(seed)));
            for (int v = 1; v < count; v++) {
                variants.add(fresh.of(curves, 0, new Random(seed + v)));
            }
            return new Stored(variants);
        }

        @Override
        public List<Example> of(List<LabelledCurve> curves, int epoch, Random random) {
            List<Example> examples = new ArrayList<>(curves.size());
            for (int i = 0; i < curves.size(); i++) {
                examples.add(variants.get(random.nextInt(variants.size())).get(i));
            }
            return examples;
        }
    }
}
