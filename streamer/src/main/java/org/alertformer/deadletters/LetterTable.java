package org.alertformer.deadletters;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Lists what could not be answered, and why; the original bytes can be saved. */
public final class LetterTable implements RecordHandler {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String HEADER = String.format(
            "%-12s  %-20s  %-16s  %-28s  %-16s  %9s  %s",
            "letter", "time (UTC)", "reason", "from", "key", "bytes", "message");

    private final LetterFilter filter;
    private final boolean asJson;
    private final OutputStream out;
    private final @Nullable Path folder;
    private long wanted;
    private boolean begun;

    /**
     * @param filter which letters are listed
     * @param asJson one JSON object a line instead of a table
     * @param folder where to save the original bytes, or null
     * @param limit the most letters to list, at least one
     */
    public LetterTable(LetterFilter filter, boolean asJson, OutputStream out, @Nullable Path folder, long limit)
            throws IOException {
        this.filter = filter;
        if (limit < 1) {
            throw new IllegalArgumentException("the limit " + limit + " is less than 1");
        }
        this.asJson = asJson;
        this.out = out;
        this.folder = folder == null ? null : Files.createDirectories(folder);
        this.wanted = limit;
    }

    @Override
    public boolean accept(ConsumerRecord<byte[], byte[]> letter) throws IOException {
        DeadLetter parsed = DeadLetter.parse(letter);
        if (!filter.passes(letter, parsed)) {
            return true;
        }
        if (asJson) {
            writeJson(letter, DeadLetter.describe(letter.headers()));
        } else {
            writeRow(letter, parsed);
        }
        if (folder != null && letter.value() != null) {
            String name = letter.topic() + "-" + letter.partition() + "-" + letter.offset() + ".bytes";
            Files.write(folder.resolve(name), letter.value());
        }
        return --wanted > 0;
    }

    private void writeRow(ConsumerRecord<byte[], byte[]> letter, DeadLetter parsed) throws IOException {
        if (!begun) {
            writeLine(HEADER);
            begun = true;
        }
        writeLine(String.format(
                "%-12s  %-20s  %-16s  %-28s  %-16s  %9d  %s",
                LetterAddress.of(letter),
                Instant.ofEpochMilli(letter.timestamp()).truncatedTo(ChronoUnit.SECONDS),
                parsed.reason(),
                LetterAddress.ofSource(parsed),
                key(letter.key(), "-"),
                Math.max(0, letter.serializedValueSize()),
                oneLine(parsed.message())));
    }

    /** A key as text; one that is no text in hexadecimal. */
    static String key(byte @Nullable [] key, String absent) {
        if (key == null) {
            return absent;
        }
        String text = new String(key, StandardCharsets.UTF_8);
        boolean printable = text.indexOf('\ufffd') < 0 && text.chars().noneMatch(Character::isISOControl);
        return printable ? text : "0x" + HexFormat.of().formatHex(key);
    }

    /** A message of hostile origin: no line breaks and nothing that a terminal obeys. */
    static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    }

    private void writeJson(ConsumerRecord<byte[], byte[]> letter, Map<String, String> headers) throws IOException {
        JsonGenerator json =
                JSON.createGenerator(out, JsonEncoding.UTF8).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeNumberField("partition", letter.partition());
        json.writeNumberField("offset", letter.offset());
        json.writeStringField(
                "timestamp", Instant.ofEpochMilli(letter.timestamp()).toString());
        if (letter.key() != null) {
            json.writeStringField("key", key(letter.key(), ""));
        }
        json.writeNumberField("bytes", Math.max(0, letter.serializedValueSize()));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            json.writeStringField(header.getKey(), header.getValue());
        }
        json.writeEndObject();
        json.close();
        out.write('\n');
    }

    private void writeLine(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
