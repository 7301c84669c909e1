package org.alertformer.survey;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.jspecify.annotations.Nullable;

/** Goes through files, archives and directories and puts the packets in them into an index. */
final class PacketSearch {
    private static final List<String> PACKET_FILES =
            List.of(".avro", ".avro.gz", ".tar", ".tar.gz", ".tgz", ".json", ".jsonl");

    private final PacketIndex index;

    PacketSearch(PacketIndex index) {
        this.index = index;
    }

    /** Adds a file that was asked for by name, or all files of a directory that look like packets. */
    void addAll(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isDirectory(path)) {
            addFile(path);
        } else if (LightCurveFolder.isOne(path)) {
            new LightCurveRows(index, LightCurveFolder.at(path)).addAll();
        } else {
            List<Path> children;
            try (var listing = Files.list(path)) {
                children = listing.sorted().toList();
            }
            for (Path child : children) {
                if (Files.isDirectory(child) || isPacketFile(child)) {
                    addAll(child);
                }
            }
        }
    }

    private static boolean isPacketFile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && PACKET_FILES.stream().anyMatch(name::endsWith);
    }

    private void addFile(Path file) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
                addCompressedArchive(file);
            } else if (name.endsWith(".tar")) {
                addArchive(file);
            } else if (name.endsWith(".gz")) {
                try (InputStream in = uncompressed(file)) {
                    addSpooled(file.toString(), in);
                }
            } else {
                try (FileChannel channel = FileChannel.open(file)) {
                    addRegion(file.toString(), file, Region.all(channel));
                }
            }
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(file.toString()) ? e : new IOException(file + ": " + message, e);
        }
    }

    private static InputStream uncompressed(Path file) throws IOException {
        return new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), 1 << 16);
    }

    /** The packets of an archive that is not compressed stay where they are. */
    private void addArchive(Path file) throws IOException {
        try (TarFile archive = new TarFile(file);
                FileChannel channel = FileChannel.open(file)) {
            for (TarArchiveEntry entry : archive.getEntries()) {
                if (entry.isFile()) {
                    Region region = new Region(channel, entry.getDataOffset(), entry.getSize());
                    addRegion(file + "/" + entry.getName(), file, region);
                }
            }
        }
    }

    private void addCompressedArchive(Path file) throws IOException {
        try (TarArchiveInputStream archive = new TarArchiveInputStream(uncompressed(file))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.isFile()) {
                    addSpooled(file + "/" + entry.getName(), archive);
                }
            }
        }
    }

    private void addSpooled(String source, InputStream in) throws IOException {
        long offset = index.spool().size();
        index.spool().append(in);
        addRegion(source, null, index.spool().region(offset, index.spool().size() - offset));
    }

    private void addRegion(String source, @Nullable Path file, Region region) throws IOException {
        byte[] start = region.read(0, 1 << 10);
        if (ContainerHeader.startsLikeOne(start)) {
            addContainer(source, file, region);
        } else if (start.length > 0 && start[0] == '{') {
            addLines(source, file, region);
        } else {
            index.add(source, 1, file, region, region.offset());
        }
    }

    private void addContainer(String source, @Nullable Path file, Region region) throws IOException {
        long[] number = {0};
        ContainerFile container = null;
        try {
            container = ContainerFile.open(region);
            if (container.isOneMessage()) {
                index.add(source, 1, file, region, region.offset());
                return;
            }
            byte[] header = ContainerHeader.uncompressed(container.header().schema());
            while (!container.atEnd()) {
                container.readBlock((bytes, from, length) ->
                        index.addRecord(source, ++number[0], header, Arrays.copyOfRange(bytes, from, from + length)));
            }
        } catch (UndecodableException e) {
            // The rest is one packet that nobody can read, at most as large as any: it ends as a dead letter.
            long rest = container == null ? 0 : container.position();
            long length = Math.min(region.length() - rest, BlockCodec.LARGEST_BLOCK);
            Region unreadable = new Region(region.channel(), region.offset() + rest, length);
            index.add(source, number[0] + 1, file, unreadable, unreadable.offset());
        }
    }

    private void addLines(String source, @Nullable Path file, Region region) throws IOException {
        long number = 0;
        long lineStart = 0;
        boolean blank = true;
        for (long position = 0; position < region.length(); ) {
            for (byte character : region.read(position, 1 << 16)) {
                position++;
                boolean ends = character == '\n';
                blank &= ends || (character & 0xff) <= ' ';
                if (!blank && (ends || position == region.length())) {
                    long length = position - (ends ? 1 : 0) - lineStart;
                    Region line = new Region(region.channel(), region.offset() + lineStart, length);
                    index.add(source, ++number, file, line, line.offset());
                }
                if (ends) {
                    lineStart = position;
                    blank = true;
                }
            }
        }
    }
}
