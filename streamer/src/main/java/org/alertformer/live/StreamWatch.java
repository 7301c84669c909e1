package org.alertformer.live;

import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.StreamStatus;
import org.jspecify.annotations.Nullable;

/** Looks at whatever stream this process runs at present: a stream whose window of days moves on is followed by another. */
public final class StreamWatch {
    private final InferenceEngine engine;
    private volatile @Nullable AlertStream stream;

    public StreamWatch(InferenceEngine engine) {
        this.engine = engine;
    }

    /** Looks at another stream from now on; null while there is none. */
    public void watch(@Nullable AlertStream next) {
        stream = next;
    }

    /** How the stream is doing, or null while there is none. */
    @Nullable
    StreamStatus status() {
        AlertStream present = stream;
        return present == null ? null : present.status();
    }

    ModelIdentity model() {
        return engine.model();
    }
}
