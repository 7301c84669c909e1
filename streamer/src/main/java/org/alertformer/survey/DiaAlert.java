package org.alertformer.survey;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.lightcurve.TimeScale;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the alerts of LSST and of ELAsTiCC, its simulation, have in common: a {@code diaSource}, previous ones, forced
 * photometry and limits of one {@code diaObject}, under names that changed over the versions.
 *
 * <p>Sources are detections. The triggering one is not repeated among the previous, but has a forced twin of exactly the
 * same time; merging by epoch keeps the detection. Dropped and counted are sources whose PSF flux is flagged, what was
 * withdrawn, rows without a flux, band or time that makes sense. The flagged source of an epoch then leaves the epoch to
 * its forced twin. An alert whose own source is flagged or withdrawn is skipped.
 *
 * <p>The alert's id is that of its source: Rubin dropped {@code alertId} for it in 8.0, and where both exist only the
 * source's is sure to be unique.
 */
final class DiaAlert {
    private static final Wanted SOURCE = new Wanted();
    private static final Measured SOURCE_FLUX = Measured.psf(SOURCE);
    private static final int SOURCE_ID = SOURCE.required("diaSourceId");
    private static final int OBJECT_ID = SOURCE.required("diaObjectId");
    private static final int RA = SOURCE.required("ra");
    private static final int DEC = SOURCE.required("dec", "decl");
    private static final int FLAG = SOURCE.optional("psfFlux_flag");
    private static final int FLAG_EDGE = SOURCE.optional("psfFlux_flag_edge");
    private static final int FLAG_NO_GOOD_PIXELS = SOURCE.optional("psfFlux_flag_noGoodPixels");

    private static final Wanted FORCED = new Wanted();
    private static final Measured FORCED_FLUX = Measured.psf(FORCED);
    private static final int FORCED_ID = FORCED.required("diaForcedSourceId");

    private static final Wanted LIMIT = new Wanted();
    private static final Measured LIMIT_FLUX = Measured.noise(LIMIT);

    static final Wanted ALERT = new Wanted();
    private static final int TRIGGER = ALERT.record(SOURCE, "diaSource");
    private static final int PREVIOUS = ALERT.rows(SOURCE, "prvDiaSources");
    private static final int FORCED_PREVIOUS = ALERT.rows(FORCED, "prvDiaForcedSources");
    private static final int LIMITS = ALERT.rows(LIMIT, "prvDiaNondetectionLimits");

    private static final Pattern VERSION = Pattern.compile("(?:lsst|elasticc)\\.v([0-9]+(?:_[0-9]+)+)");
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** The slots of a flux in a band at a time. */
    private static final class Measured {
        final int flux;
        final int fluxErr;
        final int mjd;
        final int band;
        final int processed;
        final int processedUtc;
        final int withdrawn;

        private Measured(Wanted wanted, int flux, int fluxErr) {
            this.flux = flux;
            this.fluxErr = fluxErr;
            this.mjd = wanted.required("midpointMjdTai", "midPointTai");
            this.band = wanted.required("band", "filterName");
            this.processed = wanted.optional("timeProcessedMjdTai");
            this.processedUtc = wanted.optional("time_processed");
            this.withdrawn = wanted.optional("timeWithdrawnMjdTai");
        }

        static Measured psf(Wanted wanted) {
            return new Measured(
                    wanted, wanted.required("psfFlux", "psFlux"), wanted.required("psfFluxErr", "psFluxErr"));
        }

        /** The one-sigma noise where nothing was found. */
        static Measured noise(Wanted wanted) {
            int noise = wanted.required("diaNoise");
            return new Measured(wanted, noise, noise);
        }
    }

    private DiaAlert() {}

    /**
     * @param survey whose alert it is
     * @param version of its schema
     * @param rows the fields of {@link #ALERT}
     * @param scale from the survey's flux unit to nJy
     */
    static Decoded decode(Survey survey, String version, Rows rows, double scale) throws UndecodableException {
        Rows source = rows.child(TRIGGER);
        long objectId = source.integer(0, OBJECT_ID, 0);
        if (objectId == 0) {
            return new Decoded.Skipped("solar-system");
        }
        if (isFlagged(source, 0)) {
            return new Decoded.Skipped("flagged");
        }
        if (source.has(0, SOURCE_FLUX.withdrawn)) {
            return new Decoded.Skipped("withdrawn");
        }
        ObjectId object = Plausible.objectId("diaObjectId", objectId);
        Observation trigger = trigger(source, scale);
        Observations history = new Observations();
        Rows previous = rows.child(PREVIOUS);
        for (int i = 0; i < previous.size(); i++) {
            if (isFlagged(previous, i)) {
                history.drop("psfFlux_flag");
            } else {
                addMeasured(previous, i, SOURCE_FLUX, previous.integer(i, SOURCE_ID), Kind.DETECTION, scale, history);
            }
        }
        Rows forced = rows.child(FORCED_PREVIOUS);
        for (int i = 0; i < forced.size(); i++) {
            addMeasured(forced, i, FORCED_FLUX, forced.integer(i, FORCED_ID), Kind.FORCED, scale, history);
        }
        Rows limits = rows.child(LIMITS);
        for (int i = 0; i < limits.size(); i++) {
            addMeasured(limits, i, LIMIT_FLUX, 0, Kind.LIMIT, scale, history);
        }
        SurveyAlert alert = new SurveyAlert(
                survey.label(),
                object,
                source.integer(0, SOURCE_ID),
                Plausible.rightAscension(source.real(0, RA)),
                Plausible.declination(source.real(0, DEC)),
                trigger,
                history.kept());
        return new Decoded.Accepted(alert, version, history.dropped());
    }

    /** The version that the name of a schema or of one of its records says, else nothing. */
    static String version(Schema schema) {
        Schema.Field source = schema.getField("diaSource");
        String names = schema.getFullName() + " "
                + (source == null ? "" : source.schema().getFullName());
        Matcher matcher = VERSION.matcher(names);
        return matcher.find() ? matcher.group(1).replace('_', '.') : "";
    }

    private static boolean isFlagged(Rows source, int i) throws UndecodableException {
        return source.isTrue(i, FLAG) || source.isTrue(i, FLAG_EDGE) || source.isTrue(i, FLAG_NO_GOOD_PIXELS);
    }

    private static Observation trigger(Rows source, double scale) throws UndecodableException {
        Plausible.time("diaSource.midpointMjdTai", source.real(0, SOURCE_FLUX.mjd));
        Observations one = new Observations();
        addMeasured(source, 0, SOURCE_FLUX, source.integer(0, SOURCE_ID), Kind.DETECTION, scale, one);
        if (one.kept().isEmpty()) {
            throw new UndecodableException(
                    Reason.INVALID,
                    "the diaSource cannot be used for its " + one.dropped().keySet() + ": band '"
                            + source.text(0, SOURCE_FLUX.band, "") + "', psfFlux "
                            + source.real(0, SOURCE_FLUX.flux, Double.NaN) + ", psfFluxErr "
                            + source.real(0, SOURCE_FLUX.fluxErr, Double.NaN));
        }
        return one.kept().get(0);
    }

    private static void addMeasured(
            Rows rows, int i, Measured measured, long id, Kind kind, double scale, Observations history)
            throws UndecodableException {
        Band band = band(rows.letter(i, measured.band));
        double mjd = rows.real(i, measured.mjd);
        float flux = kind == Kind.LIMIT ? 0 : (float) (scale * rows.real(i, measured.flux, Double.NaN));
        float fluxErr = (float) (scale * rows.real(i, measured.fluxErr, Double.NaN));
        if (rows.has(i, measured.withdrawn)) {
            history.drop("withdrawn");
        } else if (!rows.has(i, measured.flux) || !rows.has(i, measured.fluxErr)) {
            history.drop("no-flux");
        } else if (band == null) {
            history.drop("band");
        } else if (!Plausible.isTime(mjd)) {
            history.drop("time");
        } else if (!Float.isFinite(flux) || !(fluxErr > 0 && Float.isFinite(fluxErr))) {
            history.drop("value");
        } else {
            history.keep(new Observation(id, mjd, band, kind, flux, fluxErr, processed(rows, i, measured)));
        }
    }

    /** Version 8.0 gave the time of processing in microseconds of UTC since 1970, later ones give an MJD. */
    private static double processed(Rows rows, int i, Measured measured) throws UndecodableException {
        double mjd = rows.real(i, measured.processed, 0);
        if (rows.has(i, measured.processedUtc)) {
            long micros = rows.integer(i, measured.processedUtc);
            mjd = TimeScale.mjdTaiOf(Instant.ofEpochSecond(
                    Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1000));
        }
        return Plausible.isTime(mjd) ? mjd : 0;
    }

    /** Bands ugrizy; ELAsTiCC writes Y. */
    private static @Nullable Band band(char letter) {
        return switch (letter) {
            case 'u' -> Band.U;
            case 'g' -> Band.G;
            case 'r' -> Band.R;
            case 'i' -> Band.I;
            case 'z' -> Band.Z;
            case 'y', 'Y' -> Band.Y;
            default -> null;
        };
    }
}
