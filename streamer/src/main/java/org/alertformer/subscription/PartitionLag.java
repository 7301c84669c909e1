package org.alertformer.subscription;

/**
 * How much of a partition is left to read.
 *
 * @param position offset of the next record to read
 * @param end offset after the last committed record
 */
public record PartitionLag(int partition, long position, long end) {
    public long records() {
        return Math.max(0, end - position);
    }
}
