package org.alertformer.subscription;

/**
 * How much of a partition is left to read, in offsets: the markers that end transactions have some of them too, so there
 * are fewer records.
 *
 * @param position offset of the next record to read
 * @param end offset after the last committed record
 */
public record PartitionLag(int partition, long position, long end) {
    public long offsets() {
        return Math.max(0, end - position);
    }
}
