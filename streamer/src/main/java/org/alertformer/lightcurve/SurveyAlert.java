package org.alertformer.lightcurve;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One alert of any survey, reduced to what classification needs.
 *
 * @param survey name of the survey
 * @param object which object
 * @param alertId id of the alert, unique within its object
 * @param ra right ascension, ICRS [degrees]; NaN if the survey gives none
 * @param dec declination, ICRS [degrees]; NaN if the survey gives none
 * @param trigger the observation that raised the alert
 * @param history other observations that came with it, in any order, repetitions allowed
 */
public record SurveyAlert(
        String survey,
        ObjectId object,
        long alertId,
        double ra,
        double dec,
        Observation trigger,
        List<Observation> history) {
    private static final byte VERSION = 2;
    private static final int LONGEST_NAME = 1024;

    private static final int PROCESSED = 1;
    private static final int NUMBERED = 2;
    private static final int HASHED = 4;
    private static final int PLACED = 8;

    public SurveyAlert {
        if (survey.length() > LONGEST_NAME || object.name().length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the names of alert " + alertId + " are longer than " + LONGEST_NAME);
        }
        history = List.copyOf(history);
    }

    /** The trigger and the history. */
    public List<Observation> observations() {
        List<Observation> all = new ArrayList<>(history.size() + 1);
        all.add(trigger);
        all.addAll(history);
        return all;
    }

    /** The same alert with another history. */
    public SurveyAlert withHistory(List<Observation> other) {
        return new SurveyAlert(survey, object, alertId, ra, dec, trigger, other);
    }

    /**
     * A compact private form for topics and stores inside the application; {@link #fromBytes} reads it. What follows from
     * something else is left out: the object's number from its name, the alert's id from the trigger's, most often.
     */
    public byte[] toBytes() {
        byte[] surveyName = survey.getBytes(StandardCharsets.UTF_8);
        byte[] objectName = object.name().getBytes(StandardCharsets.UTF_8);
        boolean withProcessed = observations().stream().anyMatch(observation -> observation.processedMjd() != 0);
        boolean numbered = object.name().equals(Long.toString(object.number()));
        boolean hashed = !numbered && object.equals(ObjectId.named(object.name()));
        boolean placed = !(Double.isNaN(ra) && Double.isNaN(dec));
        ByteBuffer buffer = ByteBuffer.allocate(2
                + 3 * Varint.MAXIMUM_BYTES
                + 4 * Long.BYTES
                + surveyName.length
                + objectName.length
                + (history.size() + 1) * Observation.BYTES);
        buffer.put(VERSION);
        buffer.put((byte) ((withProcessed ? PROCESSED : 0)
                | (numbered ? NUMBERED : 0)
                | (hashed ? HASHED : 0)
                | (placed ? PLACED : 0)));
        Varint.putText(buffer, surveyName);
        Varint.putText(buffer, objectName);
        if (!numbered && !hashed) {
            buffer.putLong(object.number());
        }
        if (placed) {
            buffer.putDouble(ra).putDouble(dec);
        }
        trigger.writeCompact(buffer, withProcessed, alertId == trigger.id());
        if (alertId != trigger.id()) {
            buffer.putLong(alertId);
        }
        Varint.put(buffer, history.size());
        for (Observation observation : history) {
            observation.writeCompact(buffer, withProcessed, false);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Throws {@link IllegalArgumentException} if the bytes are not of {@link #toBytes}, of this or an earlier version. */
    public static SurveyAlert fromBytes(byte[] bytes) {
        return fromBytes(ByteBuffer.wrap(bytes));
    }

    /** Reads to the buffer's end. */
    public static SurveyAlert fromBytes(ByteBuffer buffer) {
        try {
            byte version = buffer.get();
            SurveyAlert alert = switch (version) {
                case 1 -> readVersion1(buffer);
                case VERSION -> readVersion2(buffer);
                default ->
                    throw new IllegalArgumentException(
                            "alert of format version " + version + ", known are 1 and " + VERSION);
            };
            if (buffer.hasRemaining()) {
                throw new IllegalArgumentException(buffer.remaining() + " bytes follow the alert");
            }
            return alert;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("alert ends early", e);
        }
    }

    private static SurveyAlert readVersion2(ByteBuffer buffer) {
        byte flags = buffer.get();
        boolean withProcessed = (flags & PROCESSED) != 0;
        String survey = Varint.getText(buffer);
        String name = Varint.getText(buffer);
        ObjectId object;
        if ((flags & NUMBERED) != 0) {
            object = ObjectId.of(Long.parseLong(name));
        } else if ((flags & HASHED) != 0) {
            object = ObjectId.named(name);
        } else {
            object = new ObjectId(buffer.getLong(), name);
        }
        boolean placed = (flags & PLACED) != 0;
        double ra = placed ? buffer.getDouble() : Double.NaN;
        double dec = placed ? buffer.getDouble() : Double.NaN;
        boolean triggersId = Observation.isAlert(buffer);
        Observation trigger = Observation.readCompact(buffer, withProcessed);
        long alertId = triggersId ? trigger.id() : buffer.getLong();
        int count = Varint.getCount(buffer, Observation.COMPACT_BYTES);
        List<Observation> history = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            history.add(Observation.readCompact(buffer, withProcessed));
        }
        return new SurveyAlert(survey, object, alertId, ra, dec, trigger, history);
    }

    private static SurveyAlert readVersion1(ByteBuffer buffer) {
        String survey = readText(buffer);
        long number = buffer.getLong();
        ObjectId object = new ObjectId(number, readText(buffer));
        long alertId = buffer.getLong();
        double ra = buffer.getDouble();
        double dec = buffer.getDouble();
        Observation trigger = Observation.readFrom(buffer);
        int count = buffer.getInt();
        if (count < 0 || (long) count * Observation.BYTES != buffer.remaining()) {
            throw new IllegalArgumentException(count + " observations in " + buffer.remaining() + " bytes");
        }
        List<Observation> history = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            history.add(Observation.readFrom(buffer));
        }
        return new SurveyAlert(survey, object, alertId, ra, dec, trigger, history);
    }

    private static String readText(ByteBuffer buffer) {
        byte[] text = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
