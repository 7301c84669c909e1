package org.alertformer.subscription;

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
import java.util.Map;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Lists what could not be answered, and why; the original bytes can be saved. */
public final class DeadLetterHandler implements RecordHandler {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String HEADER =
            String.format("%-20s  %-16s  %-30s  %9s  %s", "time (UTC)", "reason", "from", "bytes", "message");

    private final boolean asJson;
    private final OutputStream out;
    private final @Nullable Path folder;
    private long wanted;
    private boolean begun;

    /**
     * @param asJson one JSON object a line instead of a table
     * @param folder where to save the original bytes, or null
     * @param limit the most letters to list, at least one
     */
    public DeadLetterHandler(boolean asJson, OutputStream out, @Nullable Path folder, long limit) throws IOException {
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
        Map<String, String> headers = DeadLetter.describe(letter.headers());
        if (asJson) {
            writeJson(letter, headers);
        } else {
            writeRow(letter, headers);
        }
        if (folder != null && letter.value() != null) {
            String name = letter.topic() + "-" + letter.partition() + "-" + letter.offset() + ".bytes";
            Files.write(folder.resolve(name), letter.value());
        }
        return --wanted > 0;
    }

    private void writeRow(ConsumerRecord<byte[], byte[]> letter, Map<String, String> headers) throws IOException {
        if (!begun) {
            writeLine(HEADER);
            begun = true;
        }
        String from = headers.getOrDefault(DeadLetter.TOPIC, "?") + " "
                + headers.getOrDefault(DeadLetter.PARTITION, "?") + " @ "
                + headers.getOrDefault(DeadLetter.OFFSET, "?");
        writeLine(String.format(
                "%-20s  %-16s  %-30s  %9d  %s",
                Instant.ofEpochMilli(letter.timestamp()).truncatedTo(ChronoUnit.SECONDS),
                headers.getOrDefault(DeadLetter.REASON, "?"),
                from,
                Math.max(0, letter.serializedValueSize()),
                headers.getOrDefault(DeadLetter.MESSAGE, "").replaceAll("\\s*\\R\\s*", "; ")));
    }

    private void writeJson(ConsumerRecord<byte[], byte[]> letter, Map<String, String> headers) throws IOException {
        JsonGenerator json =
                JSON.createGenerator(out, JsonEncoding.UTF8).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeNumberField("partition", letter.partition());
        json.writeNumberField("offset", letter.offset());
        json.writeStringField(
                "timestamp", Instant.ofEpochMilli(letter.timestamp()).toString());
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
