package org.alertformer.simulation;

import java.util.ArrayList;
import java.util.List;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;

/**
 * From true fluxes to what a survey's alerts carry.
 *
 * <p>Variance of a difference flux (Ivezic et al. 2019, equation 5, written for fluxes): gamma F5^2 of the sky, (0.04 -
 * gamma) F F5 of the photons of all light F at the position, F5 the 5-sigma flux of the visit, and the systematic error in
 * proportion to F. The zero point's error scales the whole difference and is not reported. Outliers are measurements with
 * ten times their reported error. Detections are those beyond 5 sigma of either sign: variable stars go both ways.
 *
 * <p>Surveys measure at a position from some days before its first detection on, and an alert carries the history of some
 * days more. What was measured earlier, or longer than that before the next detection, is in no alert and is left out here: the
 * observations up to the time of an alert are exactly those which it and all earlier ones deliver.
 */
final class Photometer {
    static final double THRESHOLD = 5;

    private static final double GAMMA = 0.039;
    static final double OUTLIER_NOISE = 10;
    private static final double CHIP_SPREAD = 0.05;

    private final SurveyDesign design;

    Photometer(SurveyDesign design) {
        this.design = design;
    }

    /** The observations, in order of time, that alerts deliver; none without a detection. */
    List<Observation> observe(List<Visit> visits, double[] difference, Quiescence quiescence, RandomStream random) {
        return delivered(measure(visits, difference, quiescence, random));
    }

    /** One observation per visit. */
    List<Observation> measure(List<Visit> visits, double[] difference, Quiescence quiescence, RandomStream random) {
        List<Observation> measured = new ArrayList<>(visits.size());
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            measured.add(measure(visit, difference[i], quiescence.flux(design.passband(visit.band())), random));
        }
        return measured;
    }

    private Observation measure(Visit visit, double difference, double quiescent, RandomStream random) {
        var photometry = design.photometry();
        double error = error(visit.depth() + random.normal(0, CHIP_SPREAD), Math.max(0, quiescent + difference));
        double noise = random.normal() * (random.chance(photometry.outliers()) ? OUTLIER_NOISE : 1);
        double flux = difference * (1 + visit.zeroPointError()) + noise * error;
        boolean forced = random.chance(photometry.forced());
        Kind kind = Math.abs(flux) >= THRESHOLD * error ? Kind.DETECTION : forced ? Kind.FORCED : Kind.LIMIT;
        return visit.observation(kind, kind == Kind.LIMIT ? 0 : (float) flux, (float) error);
    }

    /** What a visit would find while nothing happens. */
    SimulatedVisit quiet(Visit visit, Quiescence quiescence) {
        double quiescent = quiescence.flux(design.passband(visit.band()));
        return new SimulatedVisit(visit.id(), visit.mjd(), error(visit.depth(), quiescent), quiescent);
    }

    /**
     * Of a difference flux [nJy].
     *
     * @param depth 5-sigma limiting magnitude
     * @param total all light at the position [nJy]
     */
    private double error(double depth, double total) {
        double depthFlux = Passband.flux(depth);
        double systematic = design.photometry().systematic() * total;
        return StrictMath.sqrt(
                GAMMA * depthFlux * depthFlux + (0.04 - GAMMA) * total * depthFlux + systematic * systematic);
    }

    private List<Observation> delivered(List<Observation> measured) {
        var photometry = design.photometry();
        List<Observation> delivered = new ArrayList<>(measured.size());
        int detection = nextDetection(measured, 0);
        if (detection == measured.size()) {
            return List.of();
        }
        double begin = measured.get(detection).mjd() - photometry.precoveryDays();
        for (int i = 0; i < measured.size(); i++) {
            detection = i > detection ? nextDetection(measured, i) : detection;
            if (detection == measured.size()) {
                break;
            }
            double oldest = measured.get(detection).mjd() - photometry.historyDays();
            if (measured.get(i).mjd() >= Math.max(begin, oldest)) {
                delivered.add(measured.get(i));
            }
        }
        return List.copyOf(delivered);
    }

    /** Position of the first detection from a position on; the size if there is none. */
    static int nextDetection(List<Observation> observations, int from) {
        int position = from;
        while (position < observations.size() && observations.get(position).kind() != Kind.DETECTION) {
            position++;
        }
        return position;
    }
}
