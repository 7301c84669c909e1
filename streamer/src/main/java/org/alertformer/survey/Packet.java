package org.alertformer.survey;

/**
 * One message of a survey, as found in a file.
 *
 * @param survey whose format it has
 * @param mjd time of the triggering observation, MJD, TAI [days]; of a packet that cannot be read, that of the packet
 *     before it in its file, or 0
 * @param objectName the object's designation, which keys the message; empty if the packet cannot be read
 * @param message the record's value exactly as a producer sends it
 * @param source name of the file, and of the entry within an archive
 * @param number of the packet in its file, from 1; of a table, the line
 */
public record Packet(Survey survey, double mjd, String objectName, byte[] message, String source, long number) {
    /** Where it was found, for people. */
    public String origin() {
        return source + " #" + number;
    }
}
