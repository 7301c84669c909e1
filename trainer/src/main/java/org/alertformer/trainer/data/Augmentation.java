package org.alertformer.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;

/**
 * Small changes to a light curve that leave its class as it is.
 *
 * @param pointDropout largest fraction of the observations that is left out; the fraction is uniform below it
 * @param noise largest factor of the errors by which fluxes are made noisier; uniform below it
 * @param brightness deviation of a common factor, in natural logarithm, of fluxes and errors
 */
public record Augmentation(double pointDropout, double noise, double brightness) {
    public static final Augmentation NONE = new Augmentation(0, 0, 0);

    private static final int FEWEST = 3;

    public Augmentation {
        if (!(pointDropout >= 0 && pointDropout < 1 && noise >= 0 && brightness >= 0)) {
            throw new IllegalArgumentException("augmentation: pointDropout " + pointDropout + ", noise " + noise
                    + ", brightness " + brightness + " are not fractions and factors");
        }
    }

    LightCurve apply(LightCurve curve, Random random) {
        if (equals(NONE)) {
            return curve;
        }
        double left = pointDropout * random.nextDouble();
        double scatter = noise * random.nextDouble();
        double factor = Math.exp(brightness * random.nextGaussian());
        List<Observation> changed = new ArrayList<>(curve.size());
        int spare = curve.size() - FEWEST;
        for (Observation o : curve.observations()) {
            if (spare > 0 && random.nextDouble() < left) {
                spare--;
            } else {
                double flux = factor * (o.flux() + scatter * o.fluxErr() * random.nextGaussian());
                double error = factor * o.fluxErr();
                changed.add(new Observation(
                        o.id(), o.mjd(), o.band(), o.kind(), (float) flux, (float) error, o.processedMjd()));
            }
        }
        return LightCurve.of(changed);
    }

    /** What is seen of a light curve in training: cut, then changed. */
    public LightCurve draw(LightCurve curve, Truncation truncation, Random random) {
        return apply(truncation.draw(curve, random), random);
    }
}
