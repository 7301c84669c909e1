package org.alertformer.models;

/** Where new models come from while the stream runs. Closing it ends that; the model that serves goes on. */
public sealed interface ModelSource extends AutoCloseable permits ModelFile, ModelTopic {
    @Override
    void close();
}
