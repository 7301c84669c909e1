package org.alertformer.lightcurve;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is kept of one object between its alerts: its light curve, and which alerts were answered. Immutable.
 *
 * <p>The numbers of answered alerts are bounded: of more than {@value #MAXIMUM_ALERTS} the largest are kept. Surveys
 * number alerts in order of time, so what is forgotten is what came first; such an alert, sent again, is answered again.
 *
 * <p>Binary form: {@link LightCurve} followed by the number of alert ids (4 bytes) and the ids in rising order (8 each).
 */
public final class ObjectState {
    static final int MAXIMUM_ALERTS = 4096;

    private static final ObjectState EMPTY = new ObjectState(LightCurve.empty(), new long[0]);

    private final LightCurve curve;
    private final long[] alertIds;

    private ObjectState(LightCurve curve, long[] alertIds) {
        this.curve = curve;
        this.alertIds = alertIds;
    }

    public static ObjectState empty() {
        return EMPTY;
    }

    public LightCurve curve() {
        return curve;
    }

    /** Whether this alert was already answered. */
    public boolean answered(long alertId) {
        return Arrays.binarySearch(alertIds, alertId) >= 0;
    }

    /**
     * What an alert makes of this state.
     *
     * @param state with the alert's observations, of which so many are kept
     * @param asOf the light curve that answers the alert: everything known of the object, the alert's own packet included,
     *     up to and including the alert's epoch, the newest so many
     */
    public record Step(ObjectState state, LightCurve asOf) {}

    /** Takes up an alert; at most so many observations are kept. */
    public Step accept(SurveyAlert alert, int maximumObservations) {
        LightCurve merged = curve.merge(alert.observations());
        LightCurve asOf = merged.asOf(alert.trigger().mjd()).newest(maximumObservations);
        return new Step(with(alert.alertId(), merged.newest(maximumObservations)), asOf);
    }

    private ObjectState with(long alertId, LightCurve merged) {
        int insertion = Arrays.binarySearch(alertIds, alertId);
        if (insertion >= 0) {
            return merged.equals(curve) ? this : new ObjectState(merged, alertIds);
        }
        int at = -insertion - 1;
        long[] ids = new long[alertIds.length + 1];
        System.arraycopy(alertIds, 0, ids, 0, at);
        ids[at] = alertId;
        System.arraycopy(alertIds, at, ids, at + 1, alertIds.length - at);
        int surplus = Math.max(0, ids.length - MAXIMUM_ALERTS);
        return new ObjectState(merged, Arrays.copyOfRange(ids, surplus, ids.length));
    }

    public byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(curve.byteCount() + Integer.BYTES + alertIds.length * Long.BYTES);
        curve.writeTo(buffer);
        buffer.putInt(alertIds.length);
        for (long id : alertIds) {
            buffer.putLong(id);
        }
        return buffer.array();
    }

    /** Reads the form that {@link #toBytes} writes; throws {@link IllegalArgumentException} on anything else. */
    public static ObjectState fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        LightCurve curve = LightCurve.readFrom(buffer);
        try {
            int count = buffer.getInt();
            if (count < 0 || (long) count * Long.BYTES != buffer.remaining()) {
                throw new IllegalArgumentException(count + " alert ids in " + buffer.remaining() + " bytes");
            }
            long[] ids = new long[count];
            buffer.asLongBuffer().get(ids);
            return new ObjectState(curve, ids);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("object state ends early", e);
        }
    }
}
