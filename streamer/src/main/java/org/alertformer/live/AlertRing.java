package org.alertformer.live;

import java.util.ArrayList;
import java.util.List;

/**
 * The newest alerts as JSON, numbered from 1. Any number of readers follow at their own pace, each with the number it
 * saw last. Adding never waits for them: who is more than the ring's capacity behind loses the oldest and is told how
 * many. Memory is bounded by the capacity, however many readers there are. Safe for use by several threads.
 */
final class AlertRing {
    private final String[] rows;
    private long newest;

    /** What came after a number: the last of its numbers, how many were lost on the way, and the rest, oldest first. */
    record Slice(long last, long lost, List<String> rows) {}

    AlertRing(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is less than 1");
        }
        rows = new String[capacity];
    }

    synchronized void add(String json) {
        newest++;
        rows[slot(newest)] = json;
    }

    /** The number of the newest alert, 0 before the first. */
    synchronized long newest() {
        return newest;
    }

    /**
     * What came after an alert, at most so many, the newest.
     *
     * @param number of the last alert seen; 0 for none, and so does a number that is still to come
     */
    synchronized Slice after(long number, int most) {
        long seen = number > newest ? 0 : Math.max(0, number);
        long first = Math.max(seen + 1, Math.max(newest - rows.length, newest - most) + 1);
        List<String> slice = new ArrayList<>((int) (newest - first + 1));
        for (long n = first; n <= newest; n++) {
            slice.add(rows[slot(n)]);
        }
        return new Slice(newest, first - 1 - seen, slice);
    }

    private int slot(long number) {
        return (int) (number % rows.length);
    }
}
