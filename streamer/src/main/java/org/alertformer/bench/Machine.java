package org.alertformer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What figures were measured on. */
public final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Cores, processor, operating system and Java, on one line. */
    public static String description() throws IOException {
        String cpu = System.getProperty("os.arch");
        if (Files.isReadable(CPU_INFO)) {
            cpu = Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(cpu);
        }
        return cores() + " cores of " + cpu + ", " + System.getProperty("os.name") + ", Java " + Runtime.version();
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
