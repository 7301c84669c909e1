package org.alertformer.survey;

/**
 * Reads the messages of one survey. Not safe for use by several threads: readers keep decoders and schema caches.
 */
public interface AlertReader {
    /**
     * The alert in one message.
     *
     * @param message the record's value as the survey sent it
     * @throws UndecodableException if it is not an alert of this survey, with the reason and the offending value
     */
    Decoded read(byte[] message) throws UndecodableException;
}
