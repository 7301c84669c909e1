package org.alertformer.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What is done when. Time is counted in messages that are answered and committed, so that a slow machine is disturbed in its
 * work as often as a fast one.
 *
 * @param events in order
 */
record ChaosPlan(List<Event> events) {
    private static final double LONGEST_ABSENCE_MILLIS = 3000;

    /**
     * @param after so many messages
     * @param instance of the stream, where it matters
     * @param absenceMillis until it is started again
     */
    record Event(long after, Action action, int instance, long absenceMillis) {}

    /** What can be done. */
    enum Action {
        KILL,
        TERMINATE,
        RESTART_BROKER,
        KILL_BROKER,
        JOIN,
        LEAVE
    }

    /** Kills of two instances, each followed by a start; a third instance joins and leaves, the broker is restarted. */
    static ChaosPlan of(long seed, int kills, long messages) {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            long after = (long) (messages * (i + random.nextDouble()) / kills);
            boolean force = i % 2 == 0 || random.nextInt(4) == 0;
            long absence = (long) (LONGEST_ABSENCE_MILLIS * random.nextDouble());
            events.add(new Event(after, force ? Action.KILL : Action.TERMINATE, random.nextInt(2), absence));
        }
        events.add(new Event(messages / 4, Action.JOIN, 2, 0));
        events.add(new Event((long) (messages * (0.6 + 0.2 * random.nextDouble())), Action.LEAVE, 2, 0));
        events.add(new Event(
                (long) (messages * (0.35 + 0.2 * random.nextDouble())),
                random.nextBoolean() ? Action.KILL_BROKER : Action.RESTART_BROKER,
                0,
                0));
        events.sort(Comparator.comparingLong(Event::after));
        return new ChaosPlan(List.copyOf(events));
    }
}
