package org.alertformer.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.models.ModelTopic;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description =
                "Checks a model and writes it to a topic, where all streams that run with --model-topic take it up"
                        + " without a restart.")
final class ModelPublishCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "FILE", description = "ONNX file with a model card.")
    private Path file = Path.of("model.onnx");

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            required = true,
            description = "The topic; it is made, compacted and with room for 96 MiB, if it does not exist.")
    private String topic = "";

    @Override
    public Integer call() throws Exception {
        byte[] onnx = Files.readAllBytes(file);
        try (OnnxModel model = OnnxModel.open(onnx, file.toString(), Device.cpu)) {
            RecordMetadata written = ModelTopic.publish(kafka.clientProperties(), topic, onnx);
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println("model " + model.card().name() + " " + model.card().version() + ", "
                    + String.format("%,d", onnx.length) + " bytes, sha256 "
                    + model.identity().digest() + ": record " + written.offset() + " of topic " + written.topic());
            out.flush();
        }
        return 0;
    }
}
