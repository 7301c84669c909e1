package org.alertformer.cli;

import java.nio.file.Path;
import java.util.Map;
import org.alertformer.models.ModelFile;
import org.alertformer.models.ModelSource;
import org.alertformer.models.ModelSwap;
import org.alertformer.models.ModelTopic;
import org.alertformer.topology.TopicsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where new models come from while the stream runs. */
final class ModelSourceOptions {
    @Option(
            names = "--watch-model",
            description =
                    "Look at the file of --model every second and let a new one take over, once it is found sound.")
    boolean watchModel;

    @Option(
            names = "--model-topic",
            paramLabel = "TOPIC",
            description =
                    "Use the newest sound model of this topic, to which 'model publish' writes, and each new one as"
                            + " it comes; --model serves while the topic is empty.")
    @Nullable
    String modelTopic;

    /** Throws {@link IllegalArgumentException} if the options do not go together. */
    void require(ModelOptions models) {
        if (watchModel && modelTopic != null) {
            throw new IllegalArgumentException("--watch-model and --model-topic: models come from one place only");
        }
        if (watchModel && models.model == null) {
            throw new IllegalArgumentException("--watch-model needs --model FILE, the file to watch");
        }
    }

    /** Begins to take models from where they are asked for; null if from nowhere. */
    @Nullable
    ModelSource start(ModelSwap swap, ModelOptions models, Map<String, Object> client)
            throws TopicsException, InterruptedException {
        if (modelTopic != null) {
            return ModelTopic.follow(client, modelTopic, swap);
        }
        Path file = models.model;
        return watchModel && file != null ? ModelFile.watch(file, swap) : null;
    }
}
