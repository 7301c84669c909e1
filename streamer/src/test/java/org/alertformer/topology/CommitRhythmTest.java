package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** Times are counted in calls that are a millisecond apart. */
class CommitRhythmTest {
    private final StreamCounters counters = new StreamCounters();
    private final CommitRhythm rhythm = new CommitRhythm(counters);
    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();

    @Test
    void beat_nothingDone_asksForNothing() {
        // When
        int commits = commits(1_000, 0);

        // Then
        assertThat(commits).isZero();
    }

    @Test
    void beat_littleToDo_asksTwentyTimesASecond() {
        // When
        int commits = commits(1_000, 1);

        // Then
        assertThat(commits).isEqualTo(20);
    }

    @Test
    void beat_manyAlertsPending_asksAsSeldomAsTheyTake() {
        // Given
        counters.pending(800);

        // When
        int commits = commits(2_000, 1);

        // Then
        assertThat(commits).isEqualTo(5);
    }

    @Test
    void beat_workDoneShortlyAfterACommit_isNotForgotten() {
        // Given
        commits(60, 1);

        // When
        rhythm.worked();
        int commits = commits(100, 0);

        // Then
        assertThat(commits).isEqualTo(1);
    }

    @Test
    void beat_tasksOfOneThreadInAnyOrder_asksOnceForAll() {
        // Given
        Random random = new Random(5);
        int asked = 0;

        // When
        for (int milli = 0; milli < 1_000; milli++) {
            context.setCurrentSystemTimeMs(100_000 + milli);
            for (int task = 0; task < 12; task++) {
                if (random.nextBoolean()) {
                    rhythm.worked();
                }
                asked += asked();
            }
        }

        // Then
        assertThat(asked).isEqualTo(20);
    }

    @Test
    void beat_anotherThread_keepsItsOwnTime() throws InterruptedException {
        // Given
        commits(1, 1);
        int[] other = new int[1];

        // When
        Thread thread = new Thread(() -> other[0] = commits(1, 1));
        thread.start();
        thread.join();

        // Then
        assertThat(other[0]).isEqualTo(1);
    }

    private long now = 10_000;

    /** How often a commit is asked for in so many milliseconds, with or without work in each. */
    private int commits(int millis, int work) {
        int commits = 0;
        for (int milli = 0; milli < millis; milli++) {
            context.setCurrentSystemTimeMs(now++);
            if (work > 0) {
                rhythm.worked();
            }
            commits += asked();
        }
        return commits;
    }

    private int asked() {
        context.resetCommit();
        rhythm.beat(context);
        return context.committed() ? 1 : 0;
    }
}
