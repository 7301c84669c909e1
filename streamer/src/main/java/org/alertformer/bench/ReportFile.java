package org.alertformer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The one generated file of benchmarks. Each program that measures owns a section of it, which it replaces; the others
 * stay. Every section tells its own date and machine.
 */
public record ReportFile(Path file) {
    private static final String TITLE = "# Benchmarks";
    private static final String SECTION = "## ";

    /**
     * Writes a section, in place of an older one of the same title.
     *
     * @param body Markdown without headings of the second level
     */
    public void write(String title, String body) throws IOException {
        List<String> sections = new ArrayList<>();
        if (Files.exists(file)) {
            for (String part : Files.readString(file).split("(?m)^" + SECTION)) {
                if (!part.startsWith("# ") && !part.startsWith(title + "\n")) {
                    sections.add(part.strip());
                }
            }
        }
        sections.add(title + "\n\n" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ", " + Machine.description()
                + "\n\n" + body.strip());
        StringBuilder text = new StringBuilder(TITLE + "\n");
        for (String section : sections) {
            text.append('\n').append(SECTION).append(section).append('\n');
        }
        Path absolute = file.toAbsolutePath();
        if (absolute.getParent() != null) {
            Files.createDirectories(absolute.getParent());
        }
        Files.writeString(file, text);
    }
}
