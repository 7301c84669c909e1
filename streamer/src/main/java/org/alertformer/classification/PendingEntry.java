package org.alertformer.classification;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.alertformer.lightcurve.SurveyAlert;

/**
 * What the store of pending alerts holds of an alert: with the object's stored state, and the entries before it, all that
 * it takes to answer the alert again as it was answered the first time.
 *
 * @param alert with so much of its history as was news
 * @param ingestedAt timestamp of the survey's message [ms since 1970, UTC]
 * @param acceptedAt when the alert was taken up [ms since 1970, UTC]
 * @param source where that message stands on its topic
 * @param wantsAnswer false if it only adds to the light curve
 */
public record PendingEntry(
        SurveyAlert alert, long ingestedAt, long acceptedAt, SourcePosition source, boolean wantsAnswer) {
    private static final byte VERSION = 2;

    /** Version, whether it wants an answer, times, source, and the alert in its own form. */
    public byte[] toBytes() {
        byte[] compact = alert.toBytes();
        byte[] topic = source.topic().getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(3 + 3 * Long.BYTES + Integer.BYTES + topic.length + compact.length);
        buffer.put(VERSION).put((byte) (wantsAnswer ? 1 : 0));
        buffer.putLong(ingestedAt).putLong(acceptedAt);
        buffer.put((byte) topic.length).put(topic);
        buffer.putInt(source.partition()).putLong(source.offset());
        buffer.put(compact);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Whether this is the form of version 1, which {@link PendingAlert#fromBytes} reads. */
    public static boolean isVersion1(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == 1;
    }

    /** Throws {@link IllegalArgumentException} if the bytes are not of {@link #toBytes}. */
    public static PendingEntry fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            byte version = buffer.get();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "pending alert of format version " + version + ", known are 1 and " + VERSION);
            }
            boolean wantsAnswer = buffer.get() != 0;
            long ingestedAt = buffer.getLong();
            long acceptedAt = buffer.getLong();
            byte[] topic = new byte[Byte.toUnsignedInt(buffer.get())];
            buffer.get(topic);
            SourcePosition source =
                    new SourcePosition(new String(topic, StandardCharsets.UTF_8), buffer.getInt(), buffer.getLong());
            return new PendingEntry(SurveyAlert.fromBytes(buffer), ingestedAt, acceptedAt, source, wantsAnswer);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("pending alert ends early", e);
        }
    }
}
