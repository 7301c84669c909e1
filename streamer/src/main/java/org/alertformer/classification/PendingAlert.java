package org.alertformer.classification;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.SurveyAlert;

/**
 * An alert that was accepted and waits for its prediction.
 *
 * @param survey name of the survey
 * @param object which object
 * @param alertId id of the alert within its object
 * @param ra right ascension, ICRS [degrees]
 * @param dec declination, ICRS [degrees]
 * @param mjd time of the triggering observation, MJD, TAI [days]
 * @param ingestedAt timestamp of the survey's message [ms since 1970, UTC]
 * @param acceptedAt when the alert was taken up [ms since 1970, UTC]
 * @param source where that message stands on its topic
 * @param curve the light curve as of the alert
 */
public record PendingAlert(
        String survey,
        ObjectId object,
        long alertId,
        double ra,
        double dec,
        double mjd,
        long ingestedAt,
        long acceptedAt,
        SourcePosition source,
        LightCurve curve) {
    private static final byte VERSION = 1;

    public static PendingAlert of(
            SurveyAlert alert, LightCurve asOf, long ingestedAt, long acceptedAt, SourcePosition source) {
        return new PendingAlert(
                alert.survey(),
                alert.object(),
                alert.alertId(),
                alert.ra(),
                alert.dec(),
                alert.trigger().mjd(),
                ingestedAt,
                acceptedAt,
                source,
                asOf);
    }

    /**
     * Everything, the light curve included; {@link #fromBytes} reads it. The store of pending alerts held this until {@link
     * PendingEntry} took its place, and may hold it still.
     */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + 34 * curve.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(survey);
            out.writeLong(object.number());
            out.writeUTF(object.name());
            out.writeLong(alertId);
            out.writeDouble(ra);
            out.writeDouble(dec);
            out.writeDouble(mjd);
            out.writeLong(ingestedAt);
            out.writeLong(acceptedAt);
            out.writeUTF(source.topic());
            out.writeInt(source.partition());
            out.writeLong(source.offset());
            out.write(curve.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Throws {@link IllegalArgumentException} if the bytes are not of {@link #toBytes}. */
    public static PendingAlert fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "pending alert of format version " + version + ", known is " + VERSION);
            }
            String survey = in.readUTF();
            long number = in.readLong();
            ObjectId object = new ObjectId(number, in.readUTF());
            return new PendingAlert(
                    survey,
                    object,
                    in.readLong(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readLong(),
                    in.readLong(),
                    new SourcePosition(in.readUTF(), in.readInt(), in.readLong()),
                    LightCurve.fromBytes(in.readAllBytes()));
        } catch (IOException e) {
            throw new IllegalArgumentException("pending alert ends early", e);
        }
    }
}
