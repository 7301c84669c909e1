package org.alertformer.survey;

import java.util.List;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of ELAsTiCC, DESC's simulation of LSST [1], versions 0.9 and 0.9.1: containers, or bodies without any framing as
 * on its topics, which are told apart by being a whole record of one version or the other. Fluxes have the zero point
 * 27.5, see {@link DiaAlert} for the rest.
 *
 * <p>[1] Extended LSST Astronomical Time-series Classification Challenge, LSST DESC 2022.
 */
final class ElasticcReader implements AlertReader {
    private static final double ZERO_POINT = 27.5;
    private static final double SCALE = Photometry.scaleFrom(ZERO_POINT);
    private static final List<String> VERSIONS = List.of("0.9.1", "0.9");

    private final Containers containers = new Containers(DiaAlert.ALERT);
    private final Projection[] projections = new Projection[VERSIONS.size()];
    private final AvroCursor cursor = new AvroCursor();
    private final Rows rows = new Rows(DiaAlert.ALERT);
    private @Nullable Schema lastSchema;
    private String lastVersion = "";
    private int likelyVersion;

    @Override
    public Decoded read(byte[] message) throws UndecodableException {
        if (message.length == 0) {
            throw new UndecodableException(Reason.EMPTY, "the message has no bytes");
        }
        if (ContainerHeader.startsLikeOne(message)) {
            Containers.Content content = containers.read(message);
            if (lastSchema != content.schema()) {
                lastSchema = content.schema();
                lastVersion = DiaAlert.version(lastSchema);
            }
            return DiaAlert.decode(Survey.ELASTICC, lastVersion, content.rows(), SCALE);
        }
        for (int i = 0; i < VERSIONS.size(); i++) {
            int version = (likelyVersion + i) % VERSIONS.size();
            if (isWholeRecord(message, version)) {
                likelyVersion = version;
                return DiaAlert.decode(Survey.ELASTICC, VERSIONS.get(version), rows, SCALE);
            }
        }
        throw new UndecodableException(
                Reason.MALFORMED, "the message of " + message.length + " bytes is no record of version " + VERSIONS);
    }

    private boolean isWholeRecord(byte[] message, int version) throws UndecodableException {
        Projection projection = projections[version];
        if (projection == null) {
            projection = Projection.ofWhole(BundledSchemas.get("elasticc/" + VERSIONS.get(version)), DiaAlert.ALERT);
            projections[version] = projection;
        }
        cursor.over(message, 0, message.length);
        rows.clear(message);
        try {
            projection.read(cursor, rows);
            return cursor.remaining() == 0;
        } catch (UndecodableException e) {
            return false; // not of this version; read() says so if it is of none
        }
    }
}
