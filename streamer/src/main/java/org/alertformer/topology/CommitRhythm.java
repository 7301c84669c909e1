package org.alertformer.topology;

import java.time.Duration;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * When a stream thread commits before {@code commit.interval.ms} is over: soon while there is little to do, since readers of
 * committed records wait for it, and seldom while there is much, since each commit costs the broker a record in every
 * partition that was written to. Shared by the tasks of all threads; a commit is one of all tasks of a thread, so the time
 * since the last one is kept for each thread.
 */
final class CommitRhythm {
    /** How often tasks that have nothing to do look whether it is time. */
    static final Duration TICK = Duration.ofMillis(5);
    /** How long a thread waits for records before it looks. */
    static final Duration POLL = Duration.ofMillis(20);
    /** Longest time between two commits, for Kafka Streams to keep. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    private static final long SHORTEST_MILLIS = 50;
    /** About what the model takes for one alert, so a commit delays no answer by much more than those before it do. */
    private static final double MILLIS_PER_PENDING_ALERT = 0.5;

    private final StreamCounters counters;
    private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(Turn::new);

    /** What a stream thread remembers. */
    private static final class Turn {
        private long requestedMillis;
        private boolean worked;
    }

    /** @param counters which know how many alerts wait for their answer */
    CommitRhythm(StreamCounters counters) {
        this.counters = counters;
    }

    /** This thread has something to commit. */
    void worked() {
        turns.get().worked = true;
    }

    /** Asks for a commit if it is time. */
    void beat(ProcessorContext<?, ?> context) {
        Turn turn = turns.get();
        long now = context.currentSystemTimeMs();
        if (turn.worked && now - turn.requestedMillis >= intervalMillis()) {
            context.commit();
            turn.requestedMillis = now;
            turn.worked = false;
        }
    }

    private double intervalMillis() {
        return Math.max(SHORTEST_MILLIS, counters.pending() * MILLIS_PER_PENDING_ALERT);
    }
}
