package org.alertformer.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.jspecify.annotations.Nullable;

/**
 * All alerts of a survey in order of time, of any number of sources in little memory. Sources come one after the other,
 * alerts come from all of them at once: so the light curves are laid down in a temporary file first, {@value #BYTES} bytes an
 * observation, and read back visit by visit. What stays in memory is a cursor for each source that raises alerts, near 80
 * bytes. Close it, which deletes the file. For one thread.
 */
public final class AlertTimeline implements Iterator<SurveyAlert>, AutoCloseable {
    private static final int BYTES = 21;
    private static final int CHUNK = 4096;
    private static final int NO_VISIT = -1;
    private static final Kind[] KINDS = Kind.values();

    private final SimulatedSurvey survey;
    private final FileChannel file;
    private final double fromMjd;
    private final List<List<Cursor>> cursors = new ArrayList<>();
    private final List<Turn> turns;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private long end;
    private long size;
    private int turn;
    private int place;
    private @Nullable Cursor upcoming;

    private AlertTimeline(SimulatedSurvey survey, FileChannel file, double fromMjd) {
        this.survey = survey;
        this.file = file;
        this.fromMjd = fromMjd;
        List<Turn> all = new ArrayList<>();
        for (int field = 0; field < survey.settings().fields(); field++) {
            cursors.add(new ArrayList<>());
            for (int visit = 0; visit < survey.visits(field).size(); visit++) {
                all.add(new Turn(field, visit, survey.visits(field).get(visit).mjd()));
            }
        }
        all.sort(Comparator.comparingDouble(Turn::mjd).thenComparingInt(Turn::field));
        this.turns = all;
    }

    /** One visit of one field. */
    private record Turn(int field, int visit, double mjd) {}

    /** Where the stream stands in one source's observations. */
    private static final class Cursor {
        final long index;
        final double ra;
        final double dec;
        final long offset;
        /** Position of the oldest observation that an alert's history may still hold. */
        int start;
        /** Position of the next alert's observation, and its visit. */
        int next;

        int nextVisit;

        Cursor(SimulatedObject source, long offset, int next) {
            this.index = source.index();
            this.ra = source.ra();
            this.dec = source.dec();
            this.offset = offset;
            this.next = next;
            this.nextVisit = visitOf(source.observations().get(next));
        }
    }

    static AlertTimeline of(SimulatedSurvey survey, double fromMjd, Consumer<SimulatedObject> truth) {
        try {
            Path path = Files.createTempFile("alertformer-simulation", ".observations");
            var file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            var timeline = new AlertTimeline(survey, file, fromMjd);
            try {
                timeline.layDown(truth);
                return timeline;
            } catch (IOException | RuntimeException e) {
                timeline.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("light curves cannot be laid down in the temporary folder", e);
        }
    }

    /** How many alerts there are in all. */
    public long size() {
        return size;
    }

    @Override
    public boolean hasNext() {
        while (upcoming == null && turn < turns.size()) {
            Turn now = turns.get(turn);
            List<Cursor> field = cursors.get(now.field());
            while (place < field.size() && field.get(place).nextVisit != now.visit()) {
                place++;
            }
            if (place < field.size()) {
                upcoming = field.get(place++);
            } else {
                turn++;
                place = 0;
            }
        }
        return upcoming != null;
    }

    @Override
    public SurveyAlert next() {
        if (!hasNext() || upcoming == null) {
            throw new NoSuchElementException("all alerts of the survey are read");
        }
        Cursor cursor = upcoming;
        upcoming = null;
        try {
            return read(cursor, turns.get(turn));
        } catch (IOException e) {
            throw new UncheckedIOException("light curve of object " + cursor.index + " cannot be read back", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("temporary file of light curves cannot be closed", e);
        }
    }

    private void layDown(Consumer<SimulatedObject> truth) throws IOException {
        long objects = survey.settings().objects();
        for (long first = 0; first < objects; first += CHUNK) {
            List<SimulatedObject> chunk = LongStream.range(first, Math.min(objects, first + CHUNK))
                    .parallel()
                    .mapToObj(survey::object)
                    .toList();
            for (SimulatedObject source : chunk) {
                truth.accept(source);
                int alerts = source.alertCount(fromMjd);
                size += alerts;
                if (alerts > 0) {
                    layDown(source);
                }
            }
        }
        flush();
    }

    private void layDown(SimulatedObject source) throws IOException {
        List<Observation> observations = source.observations();
        int bytes = observations.size() * BYTES;
        if (buffer.remaining() < bytes) {
            flush();
            makeRoom(bytes);
        }
        int first = Photometer.nextDetection(observations, 0);
        while (observations.get(first).mjd() < fromMjd) {
            first = Photometer.nextDetection(observations, first + 1);
        }
        int field = fieldOf(observations.get(first));
        cursors.get(field).add(new Cursor(source, end + buffer.position(), first));
        int next = Photometer.nextDetection(observations, 0);
        for (int i = 0; i < observations.size(); i++) {
            Observation observation = observations.get(i);
            if (observation.kind() == Kind.DETECTION) {
                next = Photometer.nextDetection(observations, i + 1);
            }
            boolean last = next == observations.size();
            buffer.putInt(visitOf(observation))
                    .put((byte) observation.kind().ordinal())
                    .putFloat(observation.flux())
                    .putFloat(observation.fluxErr())
                    .putInt(next)
                    .putInt(last ? NO_VISIT : visitOf(observations.get(next)));
        }
    }

    private SurveyAlert read(Cursor cursor, Turn now) throws IOException {
        List<Visit> visits = survey.visits(now.field());
        int count = cursor.next - cursor.start + 1;
        makeRoom(count * BYTES);
        buffer.limit(count * BYTES);
        long from = cursor.offset + (long) cursor.start * BYTES;
        while (buffer.hasRemaining()) {
            if (file.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("temporary file ends early");
            }
        }
        buffer.flip();
        double oldest = now.mjd() - survey.settings().design().photometry().historyDays();
        List<Observation> window = new ArrayList<>(count);
        int next = 0;
        int nextVisit = NO_VISIT;
        for (int i = 0; i < count; i++) {
            Visit visit = visits.get(buffer.getInt());
            Kind kind = KINDS[buffer.get()];
            float flux = buffer.getFloat();
            float fluxErr = buffer.getFloat();
            next = buffer.getInt();
            nextVisit = buffer.getInt();
            if (visit.mjd() < oldest) {
                cursor.start++;
            } else {
                window.add(visit.observation(kind, flux, fluxErr));
            }
        }
        cursor.next = next;
        cursor.nextVisit = nextVisit;
        int last = window.size() - 1;
        Observation trigger = window.get(last);
        return new SurveyAlert(
                survey.settings().design().symbol(),
                survey.objectId(cursor.index),
                trigger.id(),
                cursor.ra,
                cursor.dec,
                trigger,
                window.subList(0, last));
    }

    private void makeRoom(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocate(2 * bytes);
        }
        buffer.clear();
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            end += file.write(buffer, end);
        }
        buffer.clear();
    }

    private static int visitOf(Observation observation) {
        return Visit.number(observation.id());
    }

    private static int fieldOf(Observation observation) {
        return Visit.field(observation.id());
    }
}
