package org.alertformer.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The steady part of draining a full topic: from the alert that ends the warm-up to the last one.
 *
 * @param answers in that part
 * @param seconds by the clock
 * @param cpuSeconds of the process, all threads
 */
public record Drain(long answers, double seconds, double cpuSeconds) {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long NAP_MILLIS = 2;
    private static final double NANOS = 1e9;

    /** Waits for the answers of this process to a task and measures. */
    public static Drain measure(Task task, LongSupplier answered) throws InterruptedException {
        while (answered.getAsLong() < task.warmUp()) {
            Thread.sleep(NAP_MILLIS);
        }
        long first = answered.getAsLong();
        long began = System.nanoTime();
        long cpu = PROCESS.getProcessCpuTime();
        while (answered.getAsLong() < task.alerts()) {
            Thread.sleep(NAP_MILLIS);
        }
        return new Drain(
                task.alerts() - first,
                (System.nanoTime() - began) / NANOS,
                (PROCESS.getProcessCpuTime() - cpu) / NANOS);
    }

    double perSecond() {
        return answers / seconds;
    }

    double cpuMicros() {
        return cpuSeconds / answers * 1e6;
    }

    /** Tells the process that started this one, and waits until it has heard enough. */
    public void report() throws IOException {
        say(String.format(Locale.ROOT, "%d %.6f %.6f", answers, seconds, cpuSeconds));
    }

    /** One line to the process that started this one; returns when that closes our input or ends. */
    public static void say(String line) throws IOException {
        System.out.println(line);
        System.out.flush();
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    static Drain parse(String line) {
        String[] numbers = line.split(" ");
        return new Drain(Long.parseLong(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
    }
}
