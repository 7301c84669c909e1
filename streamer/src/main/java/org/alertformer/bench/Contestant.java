package org.alertformer.bench;

import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;

/** One process of the benchmark: it classifies, and says how fast it was or, when it serves, that it is ready. */
final class Contestant {
    private Contestant() {}

    public static void main(String[] arguments) throws Exception {
        Task task = Task.parse(arguments);
        OnnxModel model = OnnxModel.open(task.model(), Device.cpu);
        switch (task.contender()) {
            case ORT -> ModelAlone.run(task, model);
            case PLAIN -> PlainLoop.run(task, model);
            case STREAM, PER_RECORD -> WholeStream.run(task, model);
            case FLINK_PER_RECORD, FLINK_BATCHED ->
                throw new IllegalArgumentException(task.contender() + " runs in a program of its own");
        }
        System.exit(0);
    }
}
