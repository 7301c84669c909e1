package org.alertformer.bench;

import java.time.Duration;
import java.util.Map;
import org.alertformer.inference.BatchCalibration;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.OnnxModel;
import org.alertformer.survey.Survey;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.Membership;
import org.alertformer.topology.OutputTopics;
import org.alertformer.topology.StreamSettings;
import org.alertformer.topology.TopologySettings;

/** The stream with the settings of {@code run}. */
final class WholeStream {
    private WholeStream() {}

    static void run(Task task, OnnxModel model) throws Exception {
        long states = BatchSettings.defaultStateMemory();
        InferenceEngine engine = task.contender() == Task.Contender.PER_RECORD
                ? new PerRecordEngine(model)
                : MicroBatcher.start(
                        model,
                        new BatchSettings(
                                Machine.cores(),
                                BatchCalibration.batchSize(model, states),
                                Duration.ofMillis(10),
                                states));
        StreamSettings settings = new StreamSettings(
                task.bootstrap(),
                task.name(),
                task.directory(),
                task.threads(),
                0,
                Duration.ofSeconds(10),
                Membership.ofStateDirectory(),
                Map.of(),
                TopologySettings.of(Survey.NATIVE, InputTopics.named(task.topic()), new OutputTopics(task.name())));
        try (engine;
                AlertStream stream = AlertStream.start(settings, engine)) {
            if (task.alerts() == 0) {
                stream.awaitRunning();
                Drain.say("ready");
            } else {
                Drain.measure(task, () -> stream.counters().snapshot().published())
                        .report();
            }
        }
    }
}
