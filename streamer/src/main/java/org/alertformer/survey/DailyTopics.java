package org.alertformer.survey;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Topics that a survey makes anew each day, as ZTF does: {@code ztf_20260121_programid1}. Subscribing to all of them by
 * one pattern holds on to every topic that ever was; this is a window of some days that moves on at 0 h UTC, when the
 * subscription has to be renewed with the next pattern.
 *
 * @param before what comes before the date in a topic's name
 * @param after what comes after it
 * @param days how many, today's included; tomorrow's is always there, too, so that its first alerts do not wait
 */
public record DailyTopics(String before, String after, int days) {
    private static final String DATE = "{date}";
    private static final int MOST_DAYS = 366;

    public DailyTopics {
        if (days < 1 || days > MOST_DAYS) {
            throw new IllegalArgumentException("days " + days + " are not between 1 and " + MOST_DAYS);
        }
    }

    /** Of a template such as {@code ztf_{date}_programid1}, in which {@code {date}} stands for YYYYMMDD. */
    public static DailyTopics of(String template, int days) {
        int at = template.indexOf(DATE);
        if (at < 0 || template.indexOf(DATE, at + 1) >= 0) {
            throw new IllegalArgumentException("topic '" + template + "' does not have " + DATE + " once");
        }
        return new DailyTopics(template.substring(0, at), template.substring(at + DATE.length()), days);
    }

    /** Whether a topic's name is a template of such topics. */
    public static boolean isTemplate(String topic) {
        return topic.contains(DATE);
    }

    /** The topics' names on a day (UTC), the oldest first. */
    public List<String> namesOn(LocalDate day) {
        return IntStream.rangeClosed(1 - days, 1)
                .mapToObj(offset -> before + DateTimeFormatter.BASIC_ISO_DATE.format(day.plusDays(offset)) + after)
                .toList();
    }

    /** What to subscribe to on a day (UTC): it matches these topics and no other. */
    public Pattern patternOn(LocalDate day) {
        return Pattern.compile(namesOn(day).stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** The day (UTC) at an instant. */
    public static LocalDate dayOf(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** How long until the window moves on. */
    public static Duration untilNextDay(Instant instant) {
        return Duration.between(
                instant, dayOf(instant).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
