package org.alertformer.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line on standard error that tells how far a command is; nothing where that is not a terminal. For one thread. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final Duration REDRAW = Duration.ofMillis(200);

    private final PrintStream out;
    private final boolean shown;
    private final String what;
    private final String unit;
    private final long total;
    private final long start = System.nanoTime();
    private long done;
    private long drawn;

    private ProgressBar(PrintStream out, boolean shown, String what, String unit, long total) {
        this.out = out;
        this.shown = shown;
        this.what = what;
        this.unit = unit;
        this.total = total;
    }

    /** A bar of so many steps, on a terminal only. */
    static ProgressBar of(String what, String unit, long total) {
        return new ProgressBar(System.err, System.console() != null, what, unit, total);
    }

    /** The bar alone, for a share done from 0 to 1. */
    static String bar(double share) {
        int filled = (int) (WIDTH * Math.max(0, Math.min(1, share)));
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]";
    }

    void step() {
        done++;
        if (shown && (done & 0xff) == 0 && System.nanoTime() - drawn > REDRAW.toNanos()) {
            draw();
        }
    }

    @Override
    public void close() {
        if (shown) {
            draw();
            out.println();
        }
    }

    private void draw() {
        drawn = System.nanoTime();
        double fraction = total == 0 ? 1 : Math.min(1, done / (double) total);
        double seconds = (drawn - start) / 1e9;
        String left = fraction > 0 && fraction < 1
                ? String.format(Locale.ROOT, ", %.0f s left", seconds * (1 - fraction) / fraction)
                : "";
        out.printf(
                Locale.ROOT,
                "\r%s %s %3.0f %% %,d of %,d %s, %,.0f/s%s   ",
                what,
                bar(fraction),
                100 * fraction,
                done,
                total,
                unit,
                done / Math.max(seconds, 1e-3),
                left);
        out.flush();
    }
}
