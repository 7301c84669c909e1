package org.alertformer.subscription;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a topic reading starts.
 *
 * @param resetPolicy Kafka's {@code auto.offset.reset}, which also knows times (KIP-1106)
 */
public record StartingPoint(String resetPolicy) {
    public static final StartingPoint EARLIEST = new StartingPoint("earliest");
    public static final StartingPoint LATEST = new StartingPoint("latest");

    private static final Pattern AGO = Pattern.compile("-(\\d{1,9})([smhd])");

    /**
     * Reads {@code earliest}, {@code latest}, a time ago such as {@code -90s -15m -1h -2d}, or an ISO 8601 time or date in
     * UTC.
     *
     * @throws IllegalArgumentException if it is none of these or in the future
     */
    public static StartingPoint parse(String text, Instant now) {
        return switch (text) {
            case "earliest" -> EARLIEST;
            case "latest" -> LATEST;
            default -> ago(text, now);
        };
    }

    private static StartingPoint ago(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        Duration duration = ago.matches()
                ? Duration.parse((ago.group(2).equals("d") ? "P" : "PT") + ago.group(1) + ago.group(2))
                : Duration.between(time(text), now);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("the starting point " + text + " is in the future");
        }
        return new StartingPoint("by_duration:" + duration);
    }

    private static Instant time(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "the starting point '" + text
                            + "' is neither earliest, latest, a time ago (-90s -15m -1h -2d) nor a time like"
                            + " 2026-03-01T04:00:00Z",
                    e);
        }
    }
}
