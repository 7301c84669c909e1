package org.alertformer.trainer.data;

import org.alertformer.lightcurve.LightCurve;
import org.jspecify.annotations.Nullable;

/**
 * A light curve whose class is known.
 *
 * @param id of the object, as its source names it
 * @param label index of its class
 * @param curve all that was ever observed
 * @param flare the flare's true parameters; null if it has none or they are unknown
 */
public record LabelledCurve(
        String id, int label, LightCurve curve, @Nullable FlareTruth flare) {
    public LabelledCurve {
        if (curve.size() == 0) {
            throw new IllegalArgumentException("light curve of object '" + id + "' is empty");
        }
    }
}
