package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class LogOptionsTest {
    @Test
    void json_lineOfADeadLetter_hasItsPositionInFieldsOfTheirOwn() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("org.alertformer.topology.DeadLetters"),
                Level.WARN,
                "dead letter: \"bad\"",
                null,
                null);
        event.addKeyValuePair(new KeyValuePair("topic", "ztf"));
        event.addKeyValuePair(new KeyValuePair("offset", 9_000_000_000L));

        // When
        byte[] line = LogOptions.json(context).encode(event);

        // Then
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.get("topic").asText()).isEqualTo("ztf");
        assertThat(json.get("offset").asLong()).isEqualTo(9_000_000_000L);
        assertThat(json.get("level").asText()).isEqualTo("WARN");
        assertThat(json.get("message").asText()).isEqualTo("dead letter: \"bad\"");
        assertThat(json.get("time").asText()).endsWith("Z");
    }
}
