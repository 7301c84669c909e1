package org.alertformer.cli;

import java.util.concurrent.CountDownLatch;

/**
 * What happens on Ctrl-C and SIGTERM: the action is called, and the JVM waits until this is closed, so that a command
 * can put things in order.
 */
final class StopSignal implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private StopSignal(Runnable action) {
        hook = new Thread(
                () -> {
                    action.run();
                    awaitEnd();
                },
                "stop");
    }

    static StopSignal calling(Runnable action) {
        StopSignal signal = new StopSignal(action);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is stopping, which is what the hook is for
        }
    }
}
