package org.alertformer.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NativeLibrariesTest {
    /** Class paths are as long; ONNX Runtime reads the command line of its process when it starts. */
    @Test
    @Timeout(120)
    void open_inAProcessWithALongCommandLine_survives() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder child =
                new ProcessBuilder(java, "-Dlong=" + "x".repeat(50_000), Opening.class.getName()).inheritIO();
        child.environment().put("CLASSPATH", System.getProperty("java.class.path"));

        // When
        Process process = child.start();

        // Then
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** The child. */
    static final class Opening {
        private Opening() {}

        public static void main(String[] arguments) {
            TestModels.open().close();
        }
    }
}
