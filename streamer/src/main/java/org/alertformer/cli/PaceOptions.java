package org.alertformer.cli;

import org.alertformer.replay.Pace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How fast packets are sent. */
final class PaceOptions {
    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Packets per second (default: as fast as Kafka takes them).")
    private @Nullable Double rate;

    @Option(
            names = "--burst",
            description =
                    "With --rate: a visit's packets, those of one time, at once, as LSST sends them; the rate is the"
                            + " average.")
    private boolean burst;

    @Option(
            names = "--burst-size",
            paramLabel = "N",
            description =
                    "With --rate: so many packets at once, whatever their times; an LSST visit has 10,000, at peak"
                            + " 40,000.")
    private @Nullable Integer burstSize;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "Keep the survey's rhythm, so many times as fast, for instance 1000x.")
    private @Nullable String speed;

    @Option(
            names = "--longest-gap",
            paramLabel = "SECONDS",
            description = "With --speed: wait no longer than this, however long the day or the bad weather.")
    private @Nullable Double longestGap;

    /** Throws {@link IllegalArgumentException} naming options that exclude each other or make no pace. */
    Pace pace() {
        if (rate != null && speed != null) {
            throw new IllegalArgumentException("--rate and --speed exclude each other");
        }
        if ((burst || burstSize != null) && rate == null) {
            throw new IllegalArgumentException("--burst and --burst-size need --rate");
        }
        if (burstSize != null && burstSize < 1) {
            throw new IllegalArgumentException("--burst-size " + burstSize + " is not positive");
        }
        if (longestGap != null && speed == null) {
            throw new IllegalArgumentException("--longest-gap needs --speed");
        }
        if (speed != null) {
            return Pace.recorded(factor(speed), longestGap == null ? Double.POSITIVE_INFINITY : longestGap);
        }
        if (rate == null) {
            return Pace.unlimited();
        }
        if (burstSize != null) {
            return Pace.bursts(rate, burstSize);
        }
        return burst ? Pace.bursts(rate, 0) : Pace.steady(rate);
    }

    private static double factor(String speed) {
        try {
            return Double.parseDouble(speed.endsWith("x") ? speed.substring(0, speed.length() - 1) : speed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("speed '" + speed + "' is not a number such as 1000x", e);
        }
    }
}
