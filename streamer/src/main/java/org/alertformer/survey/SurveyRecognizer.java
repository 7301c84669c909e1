package org.alertformer.survey;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Tells a packet's survey by its content. Not safe for use by several threads. */
final class SurveyRecognizer {
    private static final int CONFLUENT_HEADER = 5;

    private @Nullable ContainerHeader lastHeader;
    private @Nullable Survey last;

    /** The survey whose format the packet has, or null if it has none that is known. */
    @Nullable
    Survey of(byte[] packet) {
        if (ContainerHeader.startsLikeOne(packet)) {
            if (lastHeader == null || !lastHeader.begins(packet)) {
                try {
                    lastHeader = ContainerHeader.parse(packet);
                    last = of(lastHeader.schema());
                } catch (UndecodableException e) {
                    return null;
                }
            }
            return last;
        }
        if (packet.length > CONFLUENT_HEADER && packet[0] == 0) {
            return LsstReader.isFramed(packet) ? Survey.LSST : Survey.NATIVE;
        }
        boolean isNative = packet.length > 1 && (packet[0] == '{' || packet[0] == (byte) 0xc3 && packet[1] == 1);
        return isNative ? Survey.NATIVE : null;
    }

    /** By the fields that no other survey has; names of records differ between redistributors. */
    static @Nullable Survey of(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            return null;
        }
        if (schema.getField("candidate") != null && schema.getField("objectId") != null) {
            return Survey.ZTF;
        }
        if (schema.getField("observations") != null) {
            return Survey.NATIVE;
        }
        Schema.Field source = schema.getField("diaSource");
        if (source == null || source.schema().getType() != Schema.Type.RECORD) {
            return null;
        }
        return source.schema().getField("midPointTai") == null ? Survey.LSST : Survey.ELASTICC;
    }
}
