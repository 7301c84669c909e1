package org.alertformer.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A stream that runs, alerts that are sent to it, and the answers as a subscriber sees them. For one thread. */
final class Live implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NANOS = 1_000_000_000L;

    private final Topics topics;
    private final Task task;
    private final Child child;
    private final AlertLog answers;

    private Live(Topics topics, Task task, Child child, AlertLog answers) {
        this.topics = topics;
        this.task = task;
        this.child = child;
        this.answers = answers;
    }

    /** Waits until the stream runs; the child is closed with this. */
    static Live of(Topics topics, Task task, Child child) throws IOException, InterruptedException {
        child.line();
        return new Live(topics, task, child, AlertLog.open(task.bootstrap(), task.output()));
    }

    /** Sends all at once and gives the times to answer [s]. */
    double[] burst(List<Message> messages) throws Exception {
        return latencies(messages, () -> topics.sendAll(task.topic(), messages));
    }

    /**
     * Sends at a steady rate and gives the times to answer [s]. They count from the time at which an alert was due, so a
     * sender that falls behind hides nothing.
     */
    double[] atRate(List<Message> messages, int perSecond) throws Exception {
        return latencies(messages, () -> {
            long began = System.nanoTime();
            long origin = System.currentTimeMillis();
            for (int i = 0; i < messages.size(); i++) {
                long due = i * NANOS / perSecond;
                for (long left = began + due - System.nanoTime(); left > 0; left = began + due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                topics.send(task.topic(), messages.get(i), origin + due / 1_000_000);
            }
        });
    }

    private double[] latencies(List<Message> messages, Runnable sending) throws Exception {
        double[] seconds = new double[messages.size()];
        int[] next = {0};
        Thread sender = new Thread(sending, "sender");
        sender.setDaemon(true);
        sender.start();
        long seen = answers.read(
                messages.size(),
                PATIENCE,
                record -> seconds[next[0]++] = (System.currentTimeMillis() - record.timestamp()) / 1e3);
        sender.join();
        if (seen < messages.size()) {
            throw new IllegalStateException("the stream answered only " + seen + " of " + messages.size() + " alerts");
        }
        Arrays.sort(seconds);
        return seconds;
    }

    /** CPU time that the stream takes to answer these alerts, sent at once [s]. */
    double cost(List<Message> messages) throws Exception {
        Duration before = child.cpu();
        burst(messages);
        return child.cpu().minus(before).toNanos() / (double) NANOS;
    }

    /** Memory of the stream's process [bytes]. */
    long residentBytes() throws IOException {
        return child.residentBytes();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        answers.close();
        child.close();
    }
}
