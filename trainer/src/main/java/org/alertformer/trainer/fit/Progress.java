package org.alertformer.trainer.fit;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A line that tells where the training is: bar, loss, rate, time left. On a terminal it is redrawn in place; elsewhere
 * only the ends of epochs are printed.
 */
public final class Progress {
    private static final int WIDTH = 24;
    private static final long REDRAW_NANOS = 250_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private long start = System.nanoTime();
    private long drawn;
    private long curves;

    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A training begins; rate and time left count from here. */
    void start() {
        start = System.nanoTime();
        curves = 0;
    }

    /** One step is done; {@code steps} of {@code total} since the first epoch, {@code resumed} of them in a former run. */
    void step(int epoch, int epochs, long steps, long resumed, long total, double loss, int batch) {
        curves += batch;
        long now = System.nanoTime();
        if (!terminal || now - drawn < REDRAW_NANOS) {
            return;
        }
        drawn = now;
        double seconds = (now - start) / 1e9;
        double left = seconds / Math.max(1, steps - resumed) * (total - steps);
        int filled = (int) (WIDTH * steps / total);
        out.printf(
                Locale.ROOT,
                "\repoch %d/%d [%s%s] %3d %%  loss %.4f  %,.0f light curves/s  %s left ",
                epoch,
                epochs,
                "=".repeat(filled),
                " ".repeat(WIDTH - filled),
                100 * steps / total,
                loss,
                curves / seconds,
                time(left));
        out.flush();
    }

    void epoch(EpochRecord record, int epochs, long stepsLeft, long stepsDone) {
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                Locale.ROOT,
                "%sepoch %d/%d  loss %.4f  validation loss %.4f  accuracy %.4f  %,.0f light curves/s  %s left%s%n",
                terminal ? "\r" : "",
                record.epoch(),
                epochs,
                record.trainLoss(),
                record.validationLoss(),
                record.validationAccuracy(),
                curves / seconds,
                time(seconds / Math.max(1, stepsDone) * stepsLeft),
                terminal ? " ".repeat(20) : "");
        out.flush();
    }

    /** Says something on a line of its own. */
    public void say(String line) {
        out.println((terminal ? "\r" : "") + line);
        out.flush();
    }

    private static String time(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }
}
