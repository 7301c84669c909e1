package org.alertformer.bench;

/** An alert as it is sent: keyed by its object's designation, native format. */
record Message(byte[] key, byte[] value) {}
