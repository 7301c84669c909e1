package org.alertformer.subscription;

import java.io.IOException;
import java.util.List;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.MalformedRecordException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes the alerts that pass a filter and hands them to outputs, up to a number of them. */
public final class AlertHandler<T extends SpecificRecordBase> implements RecordHandler {
    private final AlertTopic<T> topic;
    private final AlertCodec<T> codec;
    private final AlertFilter filter;
    private final List<AlertOutput<T>> outputs;
    private long wanted;

    /**
     * @param codec any codec of the topic's records; it reads all formats
     * @param limit the most alerts to hand over, at least one
     */
    public AlertHandler(
            AlertTopic<T> topic, AlertCodec<T> codec, AlertFilter filter, List<AlertOutput<T>> outputs, long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit " + limit + " is less than 1");
        }
        this.topic = topic;
        this.codec = codec;
        this.filter = filter;
        this.outputs = List.copyOf(outputs);
        this.wanted = limit;
    }

    @Override
    public boolean accept(ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (!filter.mayPass(record)) {
            return true;
        }
        T alert = decode(record);
        if (filter.passes(topic.probability().applyAsDouble(alert))) {
            for (AlertOutput<T> output : outputs) {
                output.write(alert);
            }
            wanted--;
        }
        return wanted > 0;
    }

    private T decode(ConsumerRecord<byte[], byte[]> record) throws UnreadableTopicException {
        String place = record.topic() + " partition " + record.partition() + " offset " + record.offset();
        if (record.value() == null) {
            throw new UnreadableTopicException(place + " has no value");
        }
        try {
            return codec.decode(record.value());
        } catch (MalformedRecordException e) {
            throw new UnreadableTopicException(place + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void flush() throws IOException {
        for (AlertOutput<T> output : outputs) {
            output.flush();
        }
    }
}
