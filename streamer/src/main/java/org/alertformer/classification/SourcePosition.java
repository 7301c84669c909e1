package org.alertformer.classification;

/** Where a message stands: topic, partition and offset. */
public record SourcePosition(String topic, int partition, long offset) {}
