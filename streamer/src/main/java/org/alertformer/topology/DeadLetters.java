package org.alertformer.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.SourcePosition;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.survey.UndecodableException;
import org.alertformer.topology.Outcome.Outgoing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What becomes of records that cannot be answered: each is made a dead letter, counted and logged. Where every record of a
 * topic fails, it stops the stream. Safe for use by several threads.
 */
final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final String topic;
    private final StreamCounters counters;
    private final Function<SourcePosition, Optional<ConsumerRecord<byte[], byte[]>>> originals;
    private final FailureRun undecodable;
    private final FailureRun unanswered;
    private final LogQuota quota = new LogQuota();

    /**
     * @param topic where dead letters go
     * @param maximumFailures records of a topic that fail in a row before the stream stops; 0 for any number
     * @param originals reads a record of an input topic once more
     */
    DeadLetters(
            String topic,
            StreamCounters counters,
            int maximumFailures,
            Function<SourcePosition, Optional<ConsumerRecord<byte[], byte[]>>> originals) {
        this.topic = topic;
        this.counters = counters;
        this.originals = originals;
        this.undecodable = new FailureRun(maximumFailures);
        this.unanswered = new FailureRun(maximumFailures);
    }

    /** A record of this topic could be read. */
    void decoded(String sourceTopic) {
        undecodable.succeeded(sourceTopic);
    }

    /** An alert of this topic was answered. */
    void answered(String sourceTopic) {
        unanswered.succeeded(sourceTopic);
    }

    /**
     * The dead letter of a record that is no alert.
     *
     * @param now [ms since 1970, UTC], for the log
     * @throws SystematicFailureException if it is one too many
     */
    Record<byte[], Outgoing> undecodable(
            Record<byte[], byte[]> record, SourcePosition source, UndecodableException cause, long now) {
        DeadLetter letter = DeadLetter.of(
                record.key(),
                record.value(),
                record.timestamp(),
                record.headers(),
                source,
                cause.reason().code(),
                String.valueOf(cause.getMessage()),
                "");
        return bury(letter, undecodable, now);
    }

    /**
     * The dead letter of an alert that the model cannot answer.
     *
     * @param now [ms since 1970, UTC], for the log
     * @throws SystematicFailureException if it is one too many
     */
    Record<byte[], Outgoing> unanswered(PendingAlert alert, Throwable cause, long now) {
        String message = String.valueOf(cause.getMessage());
        DeadLetter letter = originals
                .apply(alert.source())
                .map(original -> DeadLetter.of(
                        original.key(),
                        original.value(),
                        original.timestamp(),
                        original.headers(),
                        alert.source(),
                        DeadLetter.MODEL_FAILED,
                        message,
                        alert.object().name()))
                .orElseGet(() -> asNative(alert, message));
        return bury(letter, unanswered, now);
    }

    private static DeadLetter asNative(PendingAlert alert, String message) {
        byte[] value = AlertCodec.of(Alert.class, Format.CONTAINER).encode(NativeAlerts.of(alert));
        return new DeadLetter(
                alert.object().name().getBytes(StandardCharsets.UTF_8),
                value,
                alert.ingestedAt(),
                alert.source(),
                DeadLetter.MODEL_FAILED,
                message,
                alert.object().name(),
                0,
                value.length,
                DeadLetter.Form.NATIVE);
    }

    private Record<byte[], Outgoing> bury(DeadLetter letter, FailureRun failures, long now) {
        counters.dead(letter.reason());
        failures.failed(letter.source(), letter.reason(), letter.message());
        long heldBack = quota.admit(letter.reason(), now);
        if (heldBack != LogQuota.SILENT) {
            log(letter, heldBack);
        }
        return letter.toRecord(topic);
    }

    private static void log(DeadLetter letter, long heldBack) {
        LoggingEventBuilder event = log.atWarn()
                .addKeyValue("reason", letter.reason())
                .addKeyValue("topic", letter.source().topic())
                .addKeyValue("partition", letter.source().partition())
                .addKeyValue("offset", letter.source().offset());
        if (!letter.object().isEmpty()) {
            event = event.addKeyValue("object", letter.object());
        }
        if (heldBack > 0) {
            event = event.addKeyValue("unlogged", heldBack);
        }
        event.log("dead letter: {}", letter.message());
    }
}
