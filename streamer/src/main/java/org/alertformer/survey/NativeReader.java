package org.alertformer.survey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Our own alerts, {@link Alert}, in each of the forms they are published in: an object container, a single object ({@code
 * C3 01} and the fingerprint), Confluent's framing (0x00 and a schema id, taken to name the current schema as we have
 * no registry to ask), and JSON. Containers may be written by any earlier or later version of the schema.
 *
 * <p>Native alerts are our own contract: an observation that cannot be one fails the whole alert.
 */
final class NativeReader implements AlertReader {
    private static final Wanted OBSERVATION = new Wanted();
    private static final int OBSERVATION_ID = OBSERVATION.required("observationId");
    private static final int MJD = OBSERVATION.required("mjd");
    private static final int BAND = OBSERVATION.required("band");
    private static final int FLUX = OBSERVATION.required("flux");
    private static final int FLUX_ERR = OBSERVATION.required("fluxErr");
    private static final int KIND = OBSERVATION.required("kind");
    private static final int PROCESSED_MJD = OBSERVATION.optional("processedMjd");

    private static final Wanted ALERT = new Wanted();
    private static final int SURVEY = ALERT.required("survey");
    private static final int OBJECT_ID = ALERT.required("objectId");
    private static final int OBJECT_NAME = ALERT.optional("objectName");
    private static final int ALERT_ID = ALERT.required("alertId");
    private static final int RA = ALERT.required("ra");
    private static final int DEC = ALERT.required("dec");
    private static final int OBSERVATIONS = ALERT.rows(OBSERVATION, "observations");

    private static final Schema CURRENT = Alert.getClassSchema();
    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(CURRENT);
    private static final int SINGLE_OBJECT_HEADER = 10;
    private static final int CONFLUENT_HEADER = 5;

    private final Containers containers = new Containers(ALERT);
    private final NativeJson json = new NativeJson();
    private final AvroCursor cursor = new AvroCursor();
    private final Rows rows = new Rows(ALERT);
    private @Nullable Projection current;

    @Override
    public Decoded read(byte[] message) throws UndecodableException {
        if (message.length == 0) {
            throw new UndecodableException(Reason.EMPTY, "the message has no bytes");
        }
        if (message[0] == '{') {
            return new Decoded.Accepted(json.read(message));
        }
        if (ContainerHeader.startsLikeOne(message)) {
            return new Decoded.Accepted(alert(containers.read(message).rows()));
        }
        if (message[0] == (byte) 0xc3 && message.length >= SINGLE_OBJECT_HEADER && message[1] == 1) {
            long fingerprint =
                    ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
            if (fingerprint != FINGERPRINT) {
                throw new UndecodableException(
                        Reason.UNKNOWN_SCHEMA,
                        String.format(
                                "no schema with fingerprint %016x is known, ours is %016x", fingerprint, FINGERPRINT));
            }
            return body(message, SINGLE_OBJECT_HEADER);
        }
        if (message[0] == 0 && message.length >= CONFLUENT_HEADER) {
            return body(message, CONFLUENT_HEADER);
        }
        throw new UndecodableException(
                Reason.MALFORMED,
                String.format(
                        "the first byte 0x%02x of %d begins neither a container, a single object, Confluent's framing nor JSON",
                        message[0], message.length));
    }

    private Decoded body(byte[] message, int start) throws UndecodableException {
        Projection projection = current;
        if (projection == null) {
            projection = Projection.ofWhole(CURRENT, ALERT);
            current = projection;
        }
        cursor.over(message, start, message.length);
        rows.clear(message);
        projection.read(cursor, rows);
        if (cursor.remaining() > 0) {
            throw new UndecodableException(Reason.MALFORMED, cursor.remaining() + " bytes follow the alert");
        }
        return new Decoded.Accepted(alert(rows));
    }

    private static SurveyAlert alert(Rows alert) throws UndecodableException {
        Rows rows = alert.child(OBSERVATIONS);
        List<Observation> observations = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            observations.add(observation(rows, i));
        }
        return alert(
                alert.text(0, SURVEY),
                alert.integer(0, OBJECT_ID),
                alert.text(0, OBJECT_NAME, ""),
                alert.integer(0, ALERT_ID),
                alert.real(0, RA),
                alert.real(0, DEC),
                observations);
    }

    /** An alert of values whose form is right but not yet their content; an empty name stands for none. */
    static SurveyAlert alert(
            String survey,
            long objectId,
            String objectName,
            long alertId,
            double ra,
            double dec,
            List<Observation> observations)
            throws UndecodableException {
        ObjectId numbered = Plausible.objectId("objectId", objectId);
        if (survey.isEmpty()) {
            throw new UndecodableException(Reason.INVALID, "survey is empty");
        }
        if (observations.isEmpty()) {
            throw new UndecodableException(Reason.INVALID, "observations are empty, the triggering one is missing");
        }
        return new SurveyAlert(
                survey,
                objectName.isEmpty() ? numbered : new ObjectId(objectId, objectName),
                alertId,
                Plausible.rightAscension(ra),
                Plausible.declination(dec),
                observations.get(0),
                observations.subList(1, observations.size()));
    }

    private static Observation observation(Rows rows, int i) throws UndecodableException {
        return observation(
                i,
                rows.integer(i, OBSERVATION_ID),
                rows.real(i, MJD),
                rows.text(i, BAND),
                rows.text(i, KIND),
                (float) rows.real(i, FLUX),
                (float) rows.real(i, FLUX_ERR),
                rows.real(i, PROCESSED_MJD, 0));
    }

    static Observation observation(
            int index, long id, double mjd, String band, String kind, float flux, float fluxErr, double processedMjd)
            throws UndecodableException {
        try {
            return new Observation(id, mjd, Band.of(band), kind(kind), flux, fluxErr, processedMjd);
        } catch (IllegalArgumentException e) {
            throw new UndecodableException(Reason.INVALID, "observations[" + index + "]: " + e.getMessage(), e);
        }
    }

    private static Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind '" + name + "' is none of DETECTION FORCED LIMIT");
    }
}
