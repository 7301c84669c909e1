package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Builds the image and brings the compose file up, where podman can. */
final class ContainersIT {
    /** What the script ends with when it lacks something. */
    private static final int SKIPPED = 77;

    @Test
    void composeFile_broughtUp_answersANightThoughAStreamIsKilled() throws Exception {
        Process script = new ProcessBuilder("docker/test-with-podman.sh")
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .start();

        String last = show(script);

        assumeTrue(script.waitFor() != SKIPPED, last);
        assertThat(script.exitValue()).as(last).isZero();
    }

    /** Passes on what it prints; gives the last line. */
    private static String show(Process script) throws IOException {
        String last = "";
        try (BufferedReader output = script.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                System.out.println(line);
                last = line;
            }
        }
        return last;
    }
}
