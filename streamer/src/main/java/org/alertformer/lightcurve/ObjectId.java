package org.alertformer.lightcurve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The identity of an object within its survey: a positive number, and the designation as the survey writes it.
 *
 * @param number positive; the survey's own where it has one
 * @param name the survey's designation; the decimal number where the survey uses numbers
 */
public record ObjectId(long number, String name) {
    public ObjectId {
        if (number <= 0) {
            throw new IllegalArgumentException("object id " + number + " is not positive");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("object " + number + " has an empty name");
        }
    }

    public static ObjectId of(long number) {
        return new ObjectId(number, Long.toString(number));
    }

    /** For surveys that name objects by text: the number is made of the first 63 bits of the name's SHA-256. */
    public static ObjectId named(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            long number = ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
            return new ObjectId(Math.max(1, number), name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
