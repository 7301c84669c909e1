package org.alertformer.lightcurve;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private static final byte VERSION = 1;
    private static final int LONGEST_NAME = 1024;

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

    /** A compact private form for topics inside the application; {@link #fromBytes} reads it. */
    public byte[] toBytes() {
        byte[] surveyName = survey.getBytes(StandardCharsets.UTF_8);
        byte[] objectName = object.name().getBytes(StandardCharsets.UTF_8);
        int fixed = 1 + 2 + 2 + 4 * Long.BYTES + Integer.BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(
                fixed + surveyName.length + objectName.length + (history.size() + 1) * Observation.BYTES);
        buffer.put(VERSION);
        buffer.putShort((short) surveyName.length).put(surveyName);
        buffer.putLong(object.number());
        buffer.putShort((short) objectName.length).put(objectName);
        buffer.putLong(alertId).putDouble(ra).putDouble(dec);
        trigger.writeTo(buffer);
        buffer.putInt(history.size());
        for (Observation observation : history) {
            observation.writeTo(buffer);
        }
        return buffer.array();
    }

    /** Throws {@link IllegalArgumentException} if the bytes are not of {@link #toBytes}. */
    public static SurveyAlert fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            byte version = buffer.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("alert of format version " + version + ", known is " + VERSION);
            }
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
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("alert ends early", e);
        }
    }

    private static String readText(ByteBuffer buffer) {
        byte[] text = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
