package org.alertformer.survey;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.Decoded.Accepted;
import org.jspecify.annotations.Nullable;

/** Where all packets are, and when and of what they are. Holds no packet in memory. */
final class PacketIndex implements Closeable {
    private static final int LARGEST_PACKET = BlockCodec.LARGEST_BLOCK;

    private final @Nullable Survey told;
    private final List<Entry> entries = new ArrayList<>();
    private final Spool spool = Spool.create();
    private final Map<Survey, AlertReader> readers = new EnumMap<>(Survey.class);
    private final Map<String, String> names = new HashMap<>();
    private final SurveyRecognizer recognizer = new SurveyRecognizer();

    /**
     * One packet.
     *
     * @param file it is in, or null for the spool
     * @param header of a container to put before it, or null if its bytes are the message
     */
    record Entry(
            Survey survey,
            double mjd,
            String objectName,
            String source,
            long number,
            @Nullable Path file,
            long offset,
            int length,
            byte @Nullable [] header) {}

    PacketIndex(@Nullable Survey told) throws IOException {
        this.told = told;
    }

    List<Entry> entries() {
        return entries;
    }

    Spool spool() {
        return spool;
    }

    /** A message that lies in a file as it is. */
    void add(String source, long number, @Nullable Path file, Region region, long base) throws IOException {
        if (region.length() > LARGEST_PACKET) {
            throw new IOException(source + ": " + region.length()
                    + " bytes are no packet of any survey, which have at most " + LARGEST_PACKET);
        }
        byte[] message = region.read(0, LARGEST_PACKET);
        Peek peek = peek(message);
        entries.add(
                new Entry(peek.survey, peek.mjd, peek.objectName, source, number, file, base, message.length, null));
    }

    /** The binary form of a record, which becomes a container of its own. */
    void addRecord(String source, long number, byte[] header, byte[] body) throws IOException {
        Peek peek = peek(ContainerHeader.container(header, body));
        addRecord(source, number, header, body, peek.survey, peek.mjd, peek.objectName);
    }

    void addRecord(String source, long number, byte[] header, byte[] body, Survey survey, double mjd, String objectName)
            throws IOException {
        long offset = spool.size();
        spool.append(body, 0, body.length);
        entries.add(new Entry(survey, mjd, objectName, source, number, null, offset, body.length, header));
    }

    private record Peek(Survey survey, double mjd, String objectName) {}

    private Peek peek(byte[] message) {
        Entry previous = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        Survey survey = told == null ? recognizer.of(message) : told;
        if (survey == null) {
            survey = previous == null ? Survey.NATIVE : previous.survey;
        }
        double mjd = previous == null ? 0 : previous.mjd;
        try {
            Decoded decoded = readers.computeIfAbsent(survey, Survey::reader).read(message);
            if (decoded instanceof Accepted accepted) {
                SurveyAlert alert = accepted.alert();
                String name = names.computeIfAbsent(alert.object().name(), same -> same);
                return new Peek(survey, alert.trigger().mjd(), name);
            }
            return new Peek(survey, mjd, "");
        } catch (UndecodableException e) {
            return new Peek(survey, mjd, ""); // whoever reads it finds the same, and has a place for it
        }
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
