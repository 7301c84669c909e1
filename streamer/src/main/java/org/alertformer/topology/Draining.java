package org.alertformer.topology;

/**
 * Whether a stream is about to stop. From then on each of its tasks waits for the answers of what it has taken before it
 * takes more, so that soon nothing is pending and a stop leaves no alert to be answered by whoever comes next.
 */
final class Draining {
    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }
}
