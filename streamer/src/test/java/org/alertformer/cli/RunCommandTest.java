package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.alertformer.topology.StreamFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command on a real broker. */
class RunCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter errors = new StringWriter();

    @Test
    @Timeout(120)
    void call_everyRecordFails_exitsWithOneLine() throws Exception {
        try (StreamFixture kafka = new StreamFixture(directory)) {
            for (int i = 0; i < 10; i++) {
                kafka.send(new byte[] {7});
            }

            // When
            int exit = run(
                    "--bootstrap",
                    String.valueOf(kafka.client().get("bootstrap.servers")),
                    "--state-dir",
                    directory.resolve("state").toString(),
                    "--max-failures",
                    "5",
                    "--page",
                    "0");

            // Then
            assertThat(exit).isEqualTo(1);
            assertThat(errors.toString())
                    .startsWith("run: the last 5 records of topic alerts that were taken up all fail, from partition 0"
                            + " offset 0 to partition 0 offset 4, the last one as malformed: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void call_portThatIsNone_isWrongUse() {
        // When
        int exit = run("--page", "70000", "--state-dir", directory.toString());

        // Then
        assertThat(exit).isEqualTo(2);
        assertThat(errors.toString())
                .contains("port 70000 is not between 0 and 65535")
                .hasLineCount(1);
    }

    private int run(String... arguments) {
        return Program.of(new RunCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
