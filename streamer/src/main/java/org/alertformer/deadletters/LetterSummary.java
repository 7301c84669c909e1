package org.alertformer.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Dead letters by topic and reason: how many, since when, and what the last one says. */
public final class LetterSummary implements RecordHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LetterFilter filter;
    private final Map<String, Row> rows = new TreeMap<>();

    private record Row(String topic, String reason, long count, long first, long last, String message) {}

    public LetterSummary(LetterFilter filter) {
        this.filter = filter;
    }

    @Override
    public boolean accept(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter letter = DeadLetter.parse(record);
        if (filter.passes(record, letter)) {
            rows.merge(
                    letter.source().topic() + "\n" + letter.reason(),
                    new Row(
                            letter.source().topic(),
                            letter.reason(),
                            1,
                            record.timestamp(),
                            record.timestamp(),
                            letter.message()),
                    LetterSummary::together);
        }
        return true;
    }

    private static Row together(Row before, Row next) {
        boolean newer = next.last >= before.last;
        return new Row(
                before.topic,
                before.reason,
                before.count + next.count,
                Math.min(before.first, next.first),
                Math.max(before.last, next.last),
                newer ? next.message : before.message);
    }

    /** Writes the summary of what was seen. */
    public void write(boolean asJson, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        if (!asJson) {
            text.append(String.format(
                    "%9s  %-16s  %-24s  %-20s  %-20s  %s%n",
                    "letters", "reason", "topic", "first (UTC)", "last (UTC)", "last message"));
        }
        for (Row row : rows.values()) {
            Instant first = Instant.ofEpochMilli(row.first).truncatedTo(ChronoUnit.SECONDS);
            Instant last = Instant.ofEpochMilli(row.last).truncatedTo(ChronoUnit.SECONDS);
            if (asJson) {
                text.append(JSON.createObjectNode()
                                .put("letters", row.count)
                                .put("reason", row.reason)
                                .put("topic", row.topic)
                                .put("first", first.toString())
                                .put("last", last.toString())
                                .put("message", row.message))
                        .append('\n');
            } else {
                text.append(String.format(
                        Locale.ROOT,
                        "%,9d  %-16s  %-24s  %-20s  %-20s  %s%n",
                        row.count,
                        row.reason,
                        row.topic,
                        first,
                        last,
                        LetterTable.oneLine(row.message)));
            }
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {}
}
