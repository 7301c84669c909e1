package org.alertformer.trainer.data;

import java.util.Arrays;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.lightcurve.LightCurve;
import org.jspecify.annotations.Nullable;

/**
 * One light curve as of one alert, or as of each of its alerts, with the answer.
 *
 * @param curve what the network sees
 * @param label index of the class
 * @param flare (ln A, onset in days since the reference, ln tau), null where there is none yet
 * @param observations in the light curve as of the alert, before the encoder's window
 * @param chances how much the answer after each row counts, 0 where there is no alert; null if only that after the last does
 */
public record Example(
        EncodedLightCurve curve, int label, float @Nullable [] flare, int observations, float @Nullable [] chances) {
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
                seen.size(),
                null);
    }

    /** As of each alert, with the chances of a truncation. */
    public static Example ofEach(
            LabelledCurve source, LightCurve seen, LightCurveEncoder encoder, Truncation truncation) {
        Example whole = of(source, seen, encoder);
        float[] chances = truncation.chances(seen);
        int rows = whole.curve().length();
        return new Example(
                whole.curve(),
                whole.label(),
                whole.flare(),
                whole.observations(),
                Arrays.copyOfRange(chances, chances.length - rows, chances.length));
    }

    /** Whether the flare had begun when a row was observed. */
    public boolean hasBegun(int row) {
        return flare != null && curve.time()[row] >= flare[1];
    }
}
