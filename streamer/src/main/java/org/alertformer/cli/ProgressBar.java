package org.alertformer.cli;

/** A bar of fixed width for a share done. */
final class ProgressBar {
    private static final int WIDTH = 24;

    private ProgressBar() {}

    /** @param share from 0 to 1 */
    static String of(double share) {
        double bounded = Math.max(0, Math.min(1, share));
        int full = (int) Math.round(bounded * WIDTH);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + String.format("%3.0f %%", 100 * bounded);
    }
}
