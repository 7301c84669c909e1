package org.alertformer.trainer.data;

import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.lightcurve.LightCurve;
import org.jspecify.annotations.Nullable;

/**
 * One light curve as of one alert, with the answer.
 *
 * @param curve what the network sees
 * @param label index of the class
 * @param flare (ln A, onset in days since the reference, ln tau), null where there is none yet
 * @param observations in the light curve as of the alert, before the encoder's window
 */
public record Example(EncodedLightCurve curve, int label, float @Nullable [] flare, int observations) {
    /** A flare is something to estimate only once it has begun. */
    public static Example of(LabelledCurve source, LightCurve seen, LightCurveEncoder encoder) {
        EncodedLightCurve encoded = encoder.encode(seen);
        FlareTruth truth = source.flare();
        boolean begun =
                truth != null && truth.onsetMjd() <= seen.get(seen.size() - 1).mjd();
        return new Example(
                encoded,
                source.label(),
                truth != null && begun ? truth.target(encoded.referenceMjd()) : null,
                seen.size());
    }
}
