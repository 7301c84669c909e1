package org.alertformer.topology;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.alertformer.classification.SourcePosition;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.UndecodableException;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Survey bytes in; alerts keyed by their object's designation, or dead letters, out. */
final class DecodeProcessor implements Processor<byte[], byte[], byte[], Outcome> {
    private final InputSettings input;
    private final AlertReader reader;
    private final StreamCounters counters;
    private final DeadLetters deadLetters;
    private final CommitRhythm rhythm;
    private @Nullable ProcessorContext<byte[], Outcome> context;

    DecodeProcessor(InputSettings input, StreamCounters counters, DeadLetters deadLetters, CommitRhythm rhythm) {
        this.input = input;
        this.reader = input.survey().reader(input.schemas());
        this.counters = counters;
        this.deadLetters = deadLetters;
        this.rhythm = rhythm;
    }

    @Override
    public void init(ProcessorContext<byte[], Outcome> context) {
        this.context = context;
        context.schedule(CommitRhythm.TICK, PunctuationType.WALL_CLOCK_TIME, now -> rhythm.beat(context));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<byte[], Outcome> out = Objects.requireNonNull(context);
        SourcePosition source = source(out);
        counters.received(input.survey().label(), source.topic());
        try {
            Decoded decoded = decode(record.value());
            if (decoded instanceof Decoded.Accepted accepted) {
                byte[] key = accepted.alert().object().name().getBytes(StandardCharsets.UTF_8);
                requireKey(record.key(), key);
                Outcome outcome = new Outcome.Accepted(accepted.alert());
                out.forward(new Record<>(key, outcome, record.timestamp(), SourceHeader.of(source)));
            } else if (decoded instanceof Decoded.Skipped skipped) {
                counters.skipped(skipped.reason());
            }
            deadLetters.decoded(source.topic());
        } catch (UndecodableException e) {
            out.forward(deadLetters.undecodable(record, source, e, out.currentSystemTimeMs()));
        }
        rhythm.worked();
        rhythm.beat(out);
    }

    private static SourcePosition source(ProcessorContext<byte[], Outcome> context) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        return new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset());
    }

    private Decoded decode(byte @Nullable [] message) throws UndecodableException {
        if (message == null || message.length == 0) {
            throw new UndecodableException(Reason.EMPTY, "the message has no bytes");
        }
        if (message.length > input.maximumRecordBytes()) {
            throw new UndecodableException(
                    Reason.OVERSIZED,
                    "the message has " + message.length + " bytes, allowed are " + input.maximumRecordBytes());
        }
        try {
            return reader.read(message);
        } catch (RuntimeException e) {
            // Readers refuse what they foresee; hostile bytes find the rest, and must not stop the partition.
            throw new UndecodableException(Reason.MALFORMED, "the message is no alert: " + e, e);
        }
    }

    private void requireKey(byte @Nullable [] key, byte[] expected) throws UndecodableException {
        if (input.keyedByObject() && !Arrays.equals(key, expected)) {
            String found = key == null ? "none" : "'" + new String(key, StandardCharsets.UTF_8) + "'";
            throw new UndecodableException(
                    Reason.WRONG_KEY,
                    "the message's key is " + found + " but its object is '"
                            + new String(expected, StandardCharsets.UTF_8)
                            + "'; key the topic by object or run with --repartition");
        }
    }
}
