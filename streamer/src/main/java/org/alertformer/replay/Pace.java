package org.alertformer.replay;

/** How fast recorded alerts are sent again. Original times stay in the alerts; this is about when they leave. */
public sealed interface Pace {
    /** As fast as they are taken. */
    static Pace unlimited() {
        return new Unlimited();
    }

    /**
     * In the survey's own rhythm, so many times faster: the alerts of one visit leave together, the gaps between visits
     * are divided by the speed.
     *
     * @param speed 1 is the survey's own, positive
     * @param longestGapSeconds gaps last no longer than this after the division: days and cloudy weeks need not be waited
     *     for; infinite to keep them
     */
    static Pace recorded(double speed, double longestGapSeconds) {
        return new Recorded(speed, longestGapSeconds);
    }

    /** Evenly, so many alerts a second. */
    static Pace steady(double rate) {
        return new Steady(rate);
    }

    /**
     * A visit's alerts at once, so many alerts a second on average.
     *
     * @param rate alerts a second, positive
     * @param size how many alerts make a visit, 0 to take the recorded visits: alerts of one time
     */
    static Pace bursts(double rate, int size) {
        return new Bursts(rate, size);
    }

    record Unlimited() implements Pace {}

    record Recorded(double speed, double longestGapSeconds) implements Pace {
        public Recorded {
            requirePositive("speed", speed);
            if (!(longestGapSeconds > 0)) {
                throw new IllegalArgumentException("longest gap " + longestGapSeconds + " s is not positive");
            }
        }
    }

    record Steady(double rate) implements Pace {
        public Steady {
            requirePositive("rate", rate);
        }
    }

    record Bursts(double rate, int size) implements Pace {
        public Bursts {
            requirePositive("rate", rate);
            if (size < 0) {
                throw new IllegalArgumentException("burst of " + size + " alerts is negative");
            }
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " " + value + " is not positive and finite");
        }
    }
}
