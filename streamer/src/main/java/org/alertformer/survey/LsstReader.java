package org.alertformer.survey;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Alert packets of the Vera C. Rubin Observatory's LSST [1], versions 7.4 to 11.1 and, by their writers' schemas, on: in
 * Confluent's framing (0x00, schema id = major * 100 + minor, body) as the survey sends them, or as containers, as brokers
 * pass them on. Fluxes are in nJy and times in TAI already; see {@link DiaAlert} for what is kept.
 *
 * <p>The body is read as far as the history goes. What follows (the object's statistics, orbits, cutouts of more than 100
 * kB) is not looked at, so a framed packet that was cut off there is still good.
 *
 * <p>[1] DMTN-093, "Design of the LSST Alert Distribution System"; lsst.github.io/alert_packet.
 */
final class LsstReader implements AlertReader {
    private static final int FRAME = 5;
    private static final int FIRST_MAJOR = 7;
    private static final int LAST_MAJOR = 99;
    private static final int LAST_MINOR = 20;

    private final WriterSchemas schemas;
    private final Containers containers = new Containers(DiaAlert.ALERT);
    private final Map<Integer, Projection> projections = new HashMap<>();
    private final AvroCursor cursor = new AvroCursor();
    private final Rows rows = new Rows(DiaAlert.ALERT);
    private @Nullable Schema lastSchema;
    private String lastVersion = "";

    LsstReader(WriterSchemas schemas) {
        this.schemas = schemas;
    }

    /** Whether a message in Confluent's framing has an id that LSST may give. */
    static boolean isFramed(byte[] message) {
        if (message.length <= FRAME || message[0] != 0) {
            return false;
        }
        int id = ByteBuffer.wrap(message).getInt(1);
        return id >= FIRST_MAJOR * 100 && id / 100 <= LAST_MAJOR && id % 100 <= LAST_MINOR;
    }

    @Override
    public Decoded read(byte[] message) throws UndecodableException {
        if (message.length == 0) {
            throw new UndecodableException(Reason.EMPTY, "the message has no bytes");
        }
        if (ContainerHeader.startsLikeOne(message)) {
            Containers.Content content = containers.read(message);
            return DiaAlert.decode(Survey.LSST, version(content.schema()), content.rows(), 1);
        }
        if (message[0] != 0 || message.length <= FRAME) {
            throw new UndecodableException(
                    Reason.MALFORMED,
                    String.format(
                            "the message of %d bytes begins with 0x%02x, neither framed nor as an Avro container",
                            message.length, message[0]));
        }
        int id = ByteBuffer.wrap(message).getInt(1);
        Projection projection = projections.get(id);
        if (projection == null) {
            projection = Projection.of(schemas.get(id), DiaAlert.ALERT);
            projections.put(id, projection);
        }
        cursor.over(message, FRAME, message.length);
        rows.clear(message);
        projection.read(cursor, rows);
        return DiaAlert.decode(Survey.LSST, WriterSchemas.version(id), rows, 1);
    }

    private String version(Schema schema) {
        if (lastSchema != schema) {
            lastSchema = schema;
            lastVersion = DiaAlert.version(schema);
        }
        return lastVersion;
    }
}
