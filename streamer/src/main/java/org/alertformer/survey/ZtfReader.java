package org.alertformer.survey;

import java.util.List;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.lightcurve.TimeScale;
import org.alertformer.survey.UndecodableException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Alert packets of the Zwicky Transient Facility [1], versions 3.0 to 4.02: an object container each.
 *
 * <p>{@code candidate} and the rows of {@code prv_candidates} with a {@code magpsf} are detections, the other rows are
 * limits of depth {@code diffmaglim}, and {@code fp_hists} is forced photometry. Rows that repeat, and the twins of one
 * exposure in different lists, have equal times to the last bit, so merging by epoch finds them.
 *
 * <ul>
 *   <li>{@code jd} is the start of the exposure in UTC; it becomes MJD, TAI by the rule of {@link TimeScale}. Half the
 *       exposure, 15 s for nearly all, is not added: history rows do not say how long theirs was.
 *   <li>Magnitudes become nJy with the sign of {@code isdiffpos}: t and 1 are positive, f and 0 negative.
 *   <li>Forced fluxes are in DN, with a zero point {@code magzpsci} per image. Kept are those with status 0 (clean) or 57
 *       (no catalogued source near the position in the reference image, which says nothing of the flux). Dropped are 56
 *       (bad pixels near the source: such fluxes differ from their detections by up to a half), 61 (no flux was
 *       measured, -99999 in its place), 55 and every other: their errors cannot be trusted.
 *   <li>Other rows with sentinels (-99999, -999), unknown bands or impossible numbers are dropped and counted. If it is
 *       the candidate itself, the packet is undecodable.
 * </ul>
 *
 * <p>[1] Masci et al. 2019, PASP 131, 018003; "ZTF Avro alert schemas" and "The ZTF forced-photometry service".
 */
final class ZtfReader implements AlertReader {
    private static final Wanted CANDIDATE = new Wanted();
    private static final int JD = CANDIDATE.required("jd");
    private static final int FID = CANDIDATE.required("fid");
    private static final int PID = CANDIDATE.required("pid");
    private static final int CANDID = CANDIDATE.optional("candid");
    private static final int DIFFMAGLIM = CANDIDATE.optional("diffmaglim");
    private static final int MAGPSF = CANDIDATE.required("magpsf");
    private static final int SIGMAPSF = CANDIDATE.required("sigmapsf");
    private static final int ISDIFFPOS = CANDIDATE.required("isdiffpos");
    private static final int RA = CANDIDATE.optional("ra");
    private static final int DEC = CANDIDATE.optional("dec");

    private static final Wanted FORCED = new Wanted();
    private static final int FORCED_JD = FORCED.required("jd");
    private static final int FORCED_FID = FORCED.required("fid");
    private static final int FORCED_PID = FORCED.required("pid");
    private static final int MAGZPSCI = FORCED.required("magzpsci");
    private static final int FLUX = FORCED.required("forcediffimflux");
    private static final int FLUX_UNC = FORCED.required("forcediffimfluxunc");
    private static final int PROCSTATUS = FORCED.required("procstatus");

    private static final Wanted PACKET = new Wanted();
    private static final int SCHEMAVSN = PACKET.optional("schemavsn");
    private static final int OBJECT_ID = PACKET.required("objectId");
    private static final int CURRENT = PACKET.record(CANDIDATE, "candidate");
    private static final int PREVIOUS = PACKET.rows(CANDIDATE, "prv_candidates");
    private static final int FORCED_HISTORY = PACKET.rows(FORCED, "fp_hists");

    private static final List<Band> BAND_OF_FID = List.of(Band.G, Band.R, Band.I);
    /** Sentinels are -999 and -99999; no magnitude, flux error or zero point of ZTF is as low. */
    private static final double SENTINEL = -998;

    private static final double FAINTEST = 40;

    private final Containers containers = new Containers(PACKET);

    @Override
    public Decoded read(byte[] message) throws UndecodableException {
        if (message.length == 0) {
            throw new UndecodableException(Reason.EMPTY, "the message has no bytes");
        }
        if (!ContainerHeader.startsLikeOne(message)) {
            throw new UndecodableException(
                    Reason.MALFORMED,
                    String.format(
                            "the message of %d bytes begins with 0x%02x, not as an Avro container",
                            message.length, message[0]));
        }
        Rows packet = containers.read(message).rows();
        Rows candidate = packet.child(CURRENT);
        Observation trigger = trigger(candidate);
        Observations history = new Observations();
        addPrevious(packet.child(PREVIOUS), history);
        addForced(packet.child(FORCED_HISTORY), history);
        SurveyAlert alert = new SurveyAlert(
                Survey.ZTF.label(),
                ZtfName.objectId(name(packet.text(0, OBJECT_ID))),
                candidate.integer(0, CANDID),
                Plausible.rightAscension(candidate.real(0, RA, Double.NaN)),
                Plausible.declination(candidate.real(0, DEC, Double.NaN)),
                trigger,
                history.kept());
        return new Decoded.Accepted(alert, packet.text(0, SCHEMAVSN, ""), history.dropped());
    }

    private static String name(String objectId) throws UndecodableException {
        if (objectId.isEmpty()) {
            throw new UndecodableException(Reason.INVALID, "objectId is empty");
        }
        return objectId;
    }

    private static Observation trigger(Rows candidate) throws UndecodableException {
        double mjd = Plausible.time("candidate.jd", TimeScale.mjdTaiOfJdUtc(candidate.real(0, JD)));
        Observations problems = new Observations();
        Observation detection = detection(candidate, 0, mjd, problems);
        if (detection == null) {
            throw new UndecodableException(
                    Reason.INVALID,
                    "the candidate cannot be used for its " + problems.dropped().keySet() + ": fid "
                            + candidate.real(0, FID) + ", magpsf " + candidate.real(0, MAGPSF, Double.NaN)
                            + ", sigmapsf " + candidate.real(0, SIGMAPSF, Double.NaN) + ", isdiffpos '"
                            + candidate.text(0, ISDIFFPOS, "") + "'");
        }
        return detection;
    }

    private static void addPrevious(Rows rows, Observations history) throws UndecodableException {
        for (int i = 0; i < rows.size(); i++) {
            double mjd = TimeScale.mjdTaiOfJdUtc(rows.real(i, JD, Double.NaN));
            Observation observation;
            if (!Plausible.isTime(mjd)) {
                history.drop("time");
                continue;
            } else if (rows.has(i, MAGPSF)) {
                observation = detection(rows, i, mjd, history);
            } else {
                observation = limit(rows, i, mjd, history);
            }
            if (observation != null) {
                history.keep(observation);
            }
        }
    }

    private static @Nullable Observation detection(Rows rows, int i, double mjd, Observations history)
            throws UndecodableException {
        double magnitude = rows.real(i, MAGPSF, Double.NaN);
        double magnitudeErr = rows.real(i, SIGMAPSF, Double.NaN);
        if (magnitude < SENTINEL || magnitudeErr < SENTINEL) {
            history.drop("sentinel");
            return null;
        }
        int sign = switch (rows.text(i, ISDIFFPOS, "")) {
            case "t", "1" -> 1;
            case "f", "0" -> -1;
            default -> 0;
        };
        if (sign == 0) {
            history.drop("isdiffpos");
            return null;
        }
        double flux = Photometry.flux(magnitude);
        double fluxErr = Photometry.fluxErr(flux, magnitudeErr);
        boolean usable = Math.abs(magnitude) < FAINTEST && fluxErr > 0;
        return observation(
                rows.integer(i, CANDID, 0),
                mjd,
                fid(rows, i, FID),
                Kind.DETECTION,
                usable,
                sign * flux,
                fluxErr,
                history);
    }

    private static @Nullable Observation limit(Rows rows, int i, double mjd, Observations history)
            throws UndecodableException {
        double magnitude = rows.real(i, DIFFMAGLIM, Double.NaN);
        if (!rows.has(i, DIFFMAGLIM) || magnitude < SENTINEL) {
            history.drop(rows.has(i, DIFFMAGLIM) ? "sentinel" : "no-magnitude");
            return null;
        }
        double depth = Photometry.flux(magnitude) / Photometry.LIMIT_SIGMAS;
        boolean usable = Math.abs(magnitude) < FAINTEST;
        return observation(rows.integer(i, PID), mjd, fid(rows, i, FID), Kind.LIMIT, usable, 0, depth, history);
    }

    private static void addForced(Rows rows, Observations history) throws UndecodableException {
        for (int i = 0; i < rows.size(); i++) {
            double mjd = TimeScale.mjdTaiOfJdUtc(rows.real(i, FORCED_JD, Double.NaN));
            double flux = rows.real(i, FLUX, Double.NaN);
            double fluxErr = rows.real(i, FLUX_UNC, Double.NaN);
            double zeroPoint = rows.real(i, MAGZPSCI, Double.NaN);
            String status = rows.text(i, PROCSTATUS, "");
            if (!Plausible.isTime(mjd)) {
                history.drop("time");
            } else if (!isUsable(status)) {
                history.drop("procstatus " + (status.length() > 12 ? "unknown" : status));
            } else if (fluxErr < SENTINEL || zeroPoint < SENTINEL) {
                history.drop("sentinel");
            } else {
                double scale = Photometry.scaleFrom(zeroPoint);
                boolean usable = Math.abs(zeroPoint) < FAINTEST && fluxErr > 0;
                Observation observation = observation(
                        rows.integer(i, FORCED_PID),
                        mjd,
                        fid(rows, i, FORCED_FID),
                        Kind.FORCED,
                        usable,
                        flux * scale,
                        fluxErr * scale,
                        history);
                if (observation != null) {
                    history.keep(observation);
                }
            }
        }
    }

    /** One or more codes, separated by commas. */
    private static boolean isUsable(String status) {
        return switch (status) {
            case "0", "57", "0,57" -> true;
            default -> false;
        };
    }

    private static int fid(Rows rows, int i, int slot) throws UndecodableException {
        long fid = rows.integer(i, slot);
        return fid >= 1 && fid <= BAND_OF_FID.size() ? (int) fid : 0;
    }

    private static @Nullable Observation observation(
            long id,
            double mjd,
            int fid,
            Kind kind,
            boolean usable,
            double flux,
            double fluxErr,
            Observations history) {
        if (fid == 0) {
            history.drop("band");
            return null;
        }
        if (!usable || !Float.isFinite((float) flux) || !Float.isFinite((float) fluxErr) || !((float) fluxErr > 0)) {
            history.drop("value");
            return null;
        }
        return new Observation(id, mjd, BAND_OF_FID.get(fid - 1), kind, (float) flux, (float) fluxErr, 0);
    }
}
