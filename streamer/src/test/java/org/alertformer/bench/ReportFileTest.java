package org.alertformer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void write_replacesItsOwnSectionAndKeepsTheOthers() throws IOException {
        Path file = directory.resolve("deep/benchmarks.md");
        ReportFile report = new ReportFile(file);
        report.write("The stream", "old figures");
        report.write("Parts", "parts' figures");

        report.write("The stream", "new figures");

        assertThat(Files.readString(file))
                .startsWith("# Benchmarks\n")
                .contains("## The stream\n", "## Parts\n", "parts' figures", "new figures", Machine.description())
                .doesNotContain("old figures");
    }
}
