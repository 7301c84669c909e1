package org.alertformer.trainer.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.trainer.data.LabelledCurve;
import org.jspecify.annotations.Nullable;

/**
 * The light curves of a golden batch: one each of about 1, 2, 4, ... observations, of different objects and of the
 * classes in turn, so that short and long ones, padding and every output are tried with less than {@value #LONGEST} times
 * two observations in all.
 */
public final class GoldenCurves {
    private static final int LONGEST = 128;

    private GoldenCurves() {}

    /**
     * @param curves test data; those too short for a length are passed over
     * @param maximumLength the model's window
     * @throws IllegalArgumentException if there are none
     */
    public static List<LightCurve> of(List<LabelledCurve> curves, int maximumLength) {
        int classes = curves.stream().mapToInt(LabelledCurve::label).max().orElse(0) + 1;
        List<LightCurve> chosen = new ArrayList<>();
        Set<LabelledCurve> used = new HashSet<>();
        for (int length = 1; length <= Math.min(LONGEST, maximumLength); length *= 2) {
            LabelledCurve source = firstOf(curves, length, chosen.size() % classes, used);
            if (source != null) {
                used.add(source);
                chosen.add(source.curve().asOf(source.curve().get(length - 1).mjd()));
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("there are no light curves for a golden batch");
        }
        return chosen;
    }

    /** Of the wanted class if any is long enough, else of another one. */
    private static @Nullable LabelledCurve firstOf(
            List<LabelledCurve> curves, int length, int label, Set<LabelledCurve> used) {
        LabelledCurve other = null;
        for (LabelledCurve curve : curves) {
            if (curve.curve().size() >= length && !used.contains(curve)) {
                if (curve.label() == label) {
                    return curve;
                }
                other = other == null ? curve : other;
            }
        }
        return other;
    }
}
