package org.alertformer.lightcurve;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is kept of one object between its alerts: its light curve, and which alerts were taken up. Immutable.
 *
 * <p>States form a semilattice under {@link #join}: what an alert adds is a small state of its own, and joining such
 * changes in any order and any number of times gives the same state.
 *
 * <p>Both parts are bounded. Of more than {@value #MAXIMUM_ALERTS} alert ids the largest are kept. Surveys number alerts
 * in order of time, so what is forgotten is what came first; such an alert, sent again, is answered again. A light curve
 * that becomes too long is thinned (see {@link Thinning}), and its past is closed up to the newest observation that was
 * let go: epochs before that which are not in it are not taken up any more, so that packets which bring their history
 * again and again do not bring back what was let go.
 *
 * <p>Binary form, big endian, numbers as {@link Varint}s: version (1 byte, {@value #VERSION}), whether times of processing are given (1 byte), the second up
 * to which the past is closed or 0, number of observations, the observations as {@link Observation#writeCompact} writes them,
 * number of alert ids that are no observation's id, these ids (8 bytes each). Version 1 was a {@link LightCurve} in its own
 * form, number of alert ids (4 bytes), the ids in rising order (8 each).
 */
public final class ObjectState {
    static final int MAXIMUM_ALERTS = 4096;
    static final byte VERSION = 2;

    private static final ObjectState EMPTY = new ObjectState(LightCurve.empty(), new long[0], 0);

    private final LightCurve curve;
    private final long[] alertIds;
    private final long closedSecond;

    private ObjectState(LightCurve curve, long[] alertIds, long closedSecond) {
        this.curve = curve;
        this.alertIds = alertIds;
        this.closedSecond = closedSecond;
    }

    public static ObjectState empty() {
        return EMPTY;
    }

    public LightCurve curve() {
        return curve;
    }

    /** Whether this alert was taken up before. */
    public boolean answered(long alertId) {
        return Arrays.binarySearch(alertIds, alertId) >= 0;
    }

    public boolean isEmpty() {
        return curve.size() == 0 && alertIds.length == 0;
    }

    /** The time of the newest observation, MJD, TAI [days]; 0 if there is none. */
    public double newestMjd() {
        return curve.size() == 0 ? 0 : curve.get(curve.size() - 1).mjd();
    }

    /**
     * What an alert makes of a state.
     *
     * @param alert the alert with so much of its history as was news; taking it up in place of the whole one is the same
     * @param change what it adds
     * @param state the state with the alert, thinned if it had to be
     * @param thinned whether observations were let go; if not, the state is the former one joined with the change
     * @param asOf the light curve that answers the alert: everything that is kept of the object, the alert's own
     *     observations included, up to and including the alert's epoch
     */
    public record Step(SurveyAlert alert, ObjectState change, ObjectState state, boolean thinned, LightCurve asOf) {}

    /** Takes up an alert; at most so many observations are kept. */
    public Step accept(SurveyAlert alert, int maximumObservations) {
        Observation trigger = alert.trigger();
        List<Observation> news =
                alert.observations().stream().filter(this::isNews).toList();
        long[] newId = answered(alert.alertId()) ? new long[0] : new long[] {alert.alertId()};
        ObjectState change = new ObjectState(LightCurve.of(news), newId, 0);
        ObjectState joined = join(change);
        LightCurve asOf =
                joined.curve.merge(List.of(trigger)).asOf(trigger.mjd()).newest(maximumObservations);
        LightCurve kept = Thinning.of(joined.curve, maximumObservations);
        boolean thinned = kept != joined.curve;
        ObjectState state = thinned ? joined.thinnedTo(kept) : joined;
        SurveyAlert pruned = alert.withHistory(change.curve.observations().stream()
                .filter(observation -> !observation.equals(trigger))
                .toList());
        return new Step(pruned, change, state, thinned, asOf);
    }

    private boolean isNews(Observation observation) {
        Observation known = curve.versionOf(observation);
        return known == null
                ? observation.epochSecond() > closedSecond
                : Observation.PRECEDENCE.compare(observation, known) > 0;
    }

    private ObjectState thinnedTo(LightCurve kept) {
        long closed = closedSecond;
        for (Observation observation : curve.observations()) {
            if (kept.versionOf(observation) == null) {
                closed = Math.max(closed, observation.epochSecond());
            }
        }
        return new ObjectState(kept, alertIds, closed);
    }

    /** What either state holds. */
    public ObjectState join(ObjectState other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        return new ObjectState(
                curve.merge(other.curve.observations()),
                union(alertIds, other.alertIds),
                Math.max(closedSecond, other.closedSecond));
    }

    /** The largest of two rising sequences, in rising order and each once. */
    private static long[] union(long[] a, long[] b) {
        if (b.length == 0) {
            return a;
        }
        long[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        Arrays.sort(both);
        int count = 0;
        for (long id : both) {
            if (count == 0 || both[count - 1] != id) {
                both[count++] = id;
            }
        }
        return Arrays.copyOfRange(both, Math.max(0, count - MAXIMUM_ALERTS), count);
    }

    public byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(
                2 + 3 * Varint.MAXIMUM_BYTES + curve.size() * Observation.BYTES + alertIds.length * Long.BYTES);
        buffer.put(VERSION);
        boolean withProcessed = curve.observations().stream().anyMatch(observation -> observation.processedMjd() != 0);
        buffer.put((byte) (withProcessed ? 1 : 0));
        Varint.put(buffer, closedSecond);
        Varint.put(buffer, curve.size());
        Set<Long> given = new HashSet<>();
        for (Observation observation : curve.observations()) {
            boolean alert = answered(observation.id()) && given.add(observation.id());
            observation.writeCompact(buffer, withProcessed, alert);
        }
        Varint.put(buffer, alertIds.length - given.size());
        for (long id : alertIds) {
            if (!given.contains(id)) {
                buffer.putLong(id);
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    public static ObjectState fromBytes(byte[] bytes) {
        return fromBytes(ByteBuffer.wrap(bytes));
    }

    /**
     * Reads to the buffer's end what {@link #toBytes} wrote, in this version or the one before; throws {@link
     * IllegalArgumentException} on anything else.
     */
    public static ObjectState fromBytes(ByteBuffer buffer) {
        try {
            byte version = buffer.get(buffer.position());
            ObjectState state = switch (version) {
                case 1 -> readVersion1(buffer);
                case VERSION -> readVersion2(buffer);
                default ->
                    throw new IllegalArgumentException("format version " + version + ", known are 1 and " + VERSION
                            + "; a newer program wrote it");
            };
            if (buffer.hasRemaining()) {
                throw new IllegalArgumentException(buffer.remaining() + " bytes follow the object's state");
            }
            return state;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the object's state ends early", e);
        }
    }

    private static ObjectState readVersion2(ByteBuffer buffer) {
        buffer.get();
        boolean withProcessed = buffer.get() != 0;
        long closedSecond = Varint.get(buffer);
        Observation[] observations = new Observation[Varint.getCount(buffer, Observation.COMPACT_BYTES)];
        long[] ids = new long[observations.length];
        int alerts = 0;
        for (int i = 0; i < observations.length; i++) {
            boolean alert = Observation.isAlert(buffer);
            observations[i] = Observation.readCompact(buffer, withProcessed);
            if (alert) {
                ids[alerts++] = observations[i].id();
            }
        }
        int more = Varint.getCount(buffer, Long.BYTES);
        ids = Arrays.copyOf(ids, alerts + more);
        for (int i = 0; i < more; i++) {
            ids[alerts + i] = buffer.getLong();
        }
        Arrays.sort(ids);
        return new ObjectState(LightCurve.ofSorted(observations), ids, closedSecond);
    }

    private static ObjectState readVersion1(ByteBuffer buffer) {
        LightCurve curve = LightCurve.readFrom(buffer);
        int count = buffer.getInt();
        if (count < 0 || (long) count * Long.BYTES != buffer.remaining()) {
            throw new IllegalArgumentException(count + " alert ids in " + buffer.remaining() + " bytes");
        }
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = buffer.getLong();
        }
        return new ObjectState(curve, ids, 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectState that
                && curve.equals(that.curve)
                && Arrays.equals(alertIds, that.alertIds)
                && closedSecond == that.closedSecond;
    }

    @Override
    public int hashCode() {
        return 31 * curve.hashCode() + Arrays.hashCode(alertIds);
    }

    @Override
    public String toString() {
        return "ObjectState[" + curve + ", alerts " + Arrays.toString(alertIds) + ", closed " + closedSecond + "]";
    }
}
