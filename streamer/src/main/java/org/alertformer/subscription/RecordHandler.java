package org.alertformer.subscription;

import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What becomes of the records that are read. */
public interface RecordHandler {
    /** Takes a record; returns false if no more are wanted. */
    boolean accept(ConsumerRecord<byte[], byte[]> record) throws IOException;

    /** Called when no further record is there at the moment. */
    void flush() throws IOException;
}
