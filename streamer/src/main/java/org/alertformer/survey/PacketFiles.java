package org.alertformer.survey;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * The packets in files of any kind, in order of time.
 *
 * <ul>
 *   <li>single packets of any survey, as they were on its topic;
 *   <li>containers of many records, of which each becomes a message;
 *   <li>archives of these: {@code .tar}, {@code .tar.gz}, {@code .tgz} as ZTF's public archive has them, and single files
 *       with {@code .gz};
 *   <li>lines of JSON, one native alert each;
 *   <li>folders of light curves as tables ({@link LightCurveFolder}): each row becomes a native alert of that one
 *       observation, the survey being the folder's name and the alert's id the row's rank in time within its object;
 *   <li>directories of all these.
 * </ul>
 *
 * <p>Packets that cannot be read are there, too, so that they end as dead letters and not in silence. Only an index is
 * held in memory, about 100 bytes a packet; what was compressed or taken apart waits in a temporary file that is gone
 * after {@link #close}. Packets of equal time come in the order of the files.
 */
public final class PacketFiles implements Iterable<Packet>, Closeable {
    private final PacketIndex index;

    private PacketFiles(PacketIndex index) {
        this.index = index;
    }

    /**
     * Looks through all files.
     *
     * @param files or directories
     * @param survey whose packets they are; null to tell by their content
     * @throws IOException naming the file that cannot be read, and for tables also line and value
     */
    public static PacketFiles open(List<Path> files, @Nullable Survey survey) throws IOException {
        PacketIndex index = new PacketIndex(survey);
        try {
            PacketSearch search = new PacketSearch(index);
            for (Path file : files) {
                search.addAll(file);
            }
            index.entries().sort(Comparator.comparingDouble(PacketIndex.Entry::mjd));
            return new PacketFiles(index);
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /** How many packets there are. */
    public int size() {
        return index.entries().size();
    }

    /** Leaves out the packets whose time is not wanted. */
    public void keep(DoublePredicate wanted) {
        index.entries().removeIf(entry -> !wanted.test(entry.mjd()));
    }

    /** The packets; a file that changed or went away in the meantime is an {@link UncheckedIOException}. */
    @Override
    public Iterator<Packet> iterator() {
        return iterator(0);
    }

    /** The packets from a position on. */
    public Iterator<Packet> iterator(int first) {
        return new Reading(index, first);
    }

    @Override
    public void close() throws IOException {
        index.close();
    }

    private static final class Reading implements Iterator<Packet> {
        private final PacketIndex index;
        private int next;
        private @Nullable Path openPath;
        private @Nullable FileChannel open;

        Reading(PacketIndex index, int first) {
            this.index = index;
            this.next = first;
        }

        @Override
        public boolean hasNext() {
            return next < index.entries().size();
        }

        @Override
        public Packet next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are " + next + " packets");
            }
            PacketIndex.Entry entry = index.entries().get(next++);
            try {
                byte[] bytes = read(entry);
                if (!hasNext() && open != null) {
                    open.close();
                }
                byte[] message = entry.header() == null ? bytes : ContainerHeader.container(entry.header(), bytes);
                return new Packet(
                        entry.survey(), entry.mjd(), entry.objectName(), message, entry.source(), entry.number());
            } catch (IOException e) {
                throw new UncheckedIOException(entry.source() + ": " + e.getMessage(), e);
            }
        }

        private byte[] read(PacketIndex.Entry entry) throws IOException {
            Path file = entry.file();
            if (file == null) {
                return index.spool().region(entry.offset(), entry.length()).read(0, entry.length());
            }
            FileChannel channel = open;
            if (channel == null || !file.equals(openPath)) {
                if (channel != null) {
                    channel.close();
                }
                channel = FileChannel.open(file);
                open = channel;
                openPath = file;
            }
            return new Region(channel, entry.offset(), entry.length()).read(0, entry.length());
        }
    }
}
