package org.alertformer.trainer.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** On what machine and when figures were taken. */
final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String line() throws IOException {
        String cpu = System.getProperty("os.arch");
        if (Files.isReadable(CPU_INFO)) {
            cpu = Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(cpu);
        }
        return LocalDate.now(ZoneOffset.UTC) + ", one core of "
                + Runtime.getRuntime().availableProcessors() + " of " + cpu + ", Java " + Runtime.version();
    }
}
