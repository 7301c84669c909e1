package org.alertformer.deadletters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Names one dead letter: by where it stands itself, {@code 0@17}, or by where the record stood that it is made of, {@code
 * alerts-0@17}.
 *
 * @param topic of the record, empty for the dead letter's own place
 */
public record LetterAddress(String topic, int partition, long offset) {
    private static final Pattern TEXT = Pattern.compile("(?:([a-zA-Z0-9._-]+)-)?(\\d{1,9})@(\\d{1,18})");

    /** Throws {@link IllegalArgumentException} with the text if it is no address. */
    public static LetterAddress parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is neither PARTITION@OFFSET of a dead letter nor"
                    + " TOPIC-PARTITION@OFFSET of the record in it");
        }
        String topic = matcher.group(1);
        return new LetterAddress(
                topic == null ? "" : topic, Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    /** Where a dead letter stands. */
    public static LetterAddress of(ConsumerRecord<byte[], byte[]> letter) {
        return new LetterAddress("", letter.partition(), letter.offset());
    }

    /** Where the record of a dead letter stood. */
    public static LetterAddress ofSource(DeadLetter letter) {
        return new LetterAddress(
                letter.source().topic(),
                letter.source().partition(),
                letter.source().offset());
    }

    /** Whether this names that letter. */
    public boolean names(ConsumerRecord<byte[], byte[]> letter) {
        return equals(topic.isEmpty() ? of(letter) : ofSource(DeadLetter.parse(letter)));
    }

    @Override
    public String toString() {
        return (topic.isEmpty() ? "" : topic + "-") + partition + "@" + offset;
    }
}
