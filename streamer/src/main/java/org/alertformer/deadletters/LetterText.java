package org.alertformer.deadletters;

import java.time.Instant;
import java.util.Locale;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A dead letter as text for people. */
public final class LetterText {
    private static final int MOST_BYTES = 512;
    private static final int BYTES_PER_LINE = 16;

    private LetterText() {}

    /** Its headers a line each, and the first bytes of its value in hexadecimal. */
    public static String of(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        StringBuilder text = new StringBuilder();
        line(text, "letter", LetterAddress.of(record) + " on " + record.topic());
        line(text, "reason", letter.reason());
        line(text, "message", LetterTable.oneLine(letter.message()));
        line(text, "from", LetterAddress.ofSource(letter).toString());
        line(text, "timestamp", Instant.ofEpochMilli(letter.timestamp()).toString());
        line(text, "key", LetterTable.key(letter.key(), "none"));
        if (!letter.object().isEmpty()) {
            line(text, "object", LetterTable.oneLine(letter.object()));
        }
        line(text, "replays", letter.replays() == 0 ? "none" : Integer.toString(letter.replays()));
        byte[] value = letter.value() == null ? new byte[0] : letter.value();
        line(text, "bytes", String.format(Locale.ROOT, "%,d%s", letter.originalBytes(), form(letter)));
        for (int at = 0; at < Math.min(value.length, MOST_BYTES); at += BYTES_PER_LINE) {
            text.append(hex(value, at)).append('\n');
        }
        if (value.length > MOST_BYTES) {
            text.append(String.format(Locale.ROOT, "... and %,d more%n", value.length - MOST_BYTES));
        }
        return text.toString();
    }

    private static String form(DeadLetter letter) {
        if (letter.form() == DeadLetter.Form.NATIVE) {
            return ", a native alert: the survey's record could not be read again";
        }
        return letter.isWhole() ? "" : ", cut to fit into the topic";
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-10s %s%n", name, value));
    }

    private static String hex(byte[] value, int at) {
        StringBuilder codes = new StringBuilder();
        StringBuilder characters = new StringBuilder();
        for (int i = at; i < Math.min(value.length, at + BYTES_PER_LINE); i++) {
            codes.append(String.format("%02x ", value[i]));
            characters.append(value[i] >= ' ' && value[i] < 127 ? (char) value[i] : '.');
        }
        return String.format("%08x  %-" + 3 * BYTES_PER_LINE + "s %s", at, codes, characters);
    }
}
