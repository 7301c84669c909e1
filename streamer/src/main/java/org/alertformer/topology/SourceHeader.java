package org.alertformer.topology;

import java.nio.charset.StandardCharsets;
import org.alertformer.classification.SourcePosition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Carries a message's position on its survey's topic across the repartition topic. */
final class SourceHeader {
    private static final String NAME = "source";

    private SourceHeader() {}

    static RecordHeaders of(SourcePosition position) {
        RecordHeaders headers = new RecordHeaders();
        String text = position.partition() + " " + position.offset() + " " + position.topic();
        headers.add(NAME, text.getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    static SourcePosition read(Headers headers) {
        Header header = headers.lastHeader(NAME);
        if (header == null) {
            throw new IllegalArgumentException("an alert without the header '" + NAME + "'");
        }
        String[] parts = new String(header.value(), StandardCharsets.UTF_8).split(" ", 3);
        return new SourcePosition(parts[2], Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
    }
}
