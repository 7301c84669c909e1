package org.alertformer.lightcurve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What is let go of a light curve that has become too long. Of N observations that may be kept, three quarters stay, so
 * that thinning is rare and pays for rewriting what is stored:
 *
 * <ol>
 *   <li>the newest N / 2, without a gap;
 *   <li>N / 8 around the peak: the measurements and limits closest in time to the one whose flux less three errors is
 *       largest;
 *   <li>a sample of the others: those with the smallest hashes of band and epoch. Which these are depends neither on the
 *       order of arrival nor on what else there is, so the sample of a sample of a light curve is the sample of the light
 *       curve (a bottom-k sketch [1]), uniform over its past.
 * </ol>
 *
 * <p>Each part is the top of a fixed order, so thinning twice is thinning once, and what was let go makes no difference
 * to what is kept.
 *
 * <p>[1] Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007.
 */
final class Thinning {
    private static final double SURE = 3;

    private Thinning() {}

    /** At most N observations; the light curve itself if there are no more. */
    static LightCurve of(LightCurve curve, int maximum) {
        if (curve.size() <= maximum) {
            return curve;
        }
        int kept = maximum - maximum / 4;
        int newest = Math.min(kept, Math.max(1, maximum / 2));
        int around = Math.min(kept - newest, Math.max(1, maximum / 8));
        boolean[] chosen = new boolean[curve.size()];
        Arrays.fill(chosen, curve.size() - newest, curve.size(), true);
        int peak = peak(curve);
        int count = newest;
        if (peak >= 0) {
            double time = curve.get(peak).mjd();
            Comparator<Integer> closest =
                    Comparator.comparingDouble(i -> Math.abs(curve.get(i).mjd() - time));
            for (int i : first(around, indices(curve), closest)) {
                count += chosen[i] ? 0 : 1;
                chosen[i] = true;
            }
        }
        List<Integer> others = indices(curve);
        others.removeIf(i -> chosen[i]);
        for (int i : first(kept - count, others, Comparator.comparingLong(i -> hash(curve.get(i))))) {
            chosen[i] = true;
        }
        Observation[] thinned = new Observation[kept];
        int at = 0;
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i]) {
                thinned[at++] = curve.get(i);
            }
        }
        return LightCurve.ofSorted(thinned);
    }

    /** The index of the brightest sure measurement, or -1 if there is none at all. */
    private static int peak(LightCurve curve) {
        int peak = -1;
        double brightest = 0;
        for (int i = 0; i < curve.size(); i++) {
            Observation observation = curve.get(i);
            double sure = observation.flux() - SURE * observation.fluxErr();
            if (observation.isMeasurement() && (peak < 0 || sure > brightest)) {
                peak = i;
                brightest = sure;
            }
        }
        return peak;
    }

    private static List<Integer> indices(LightCurve curve) {
        List<Integer> indices = new ArrayList<>(curve.size());
        for (int i = 0; i < curve.size(); i++) {
            indices.add(i);
        }
        return indices;
    }

    /** The first so many; equal ones in the order of time. */
    private static List<Integer> first(int count, List<Integer> indices, Comparator<Integer> order) {
        return indices.stream().sorted(order).limit(count).toList();
    }

    /** The finalizer of SplitMix64. */
    private static long hash(Observation observation) {
        long z = observation.epochSecond() * 16 + observation.band().ordinal();
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
