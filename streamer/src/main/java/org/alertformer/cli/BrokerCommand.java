package org.alertformer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.topology.TopicName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code broker}: the embedded broker alone, until it is told to stop. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a single-node Kafka broker on this machine until it is told to stop.",
            "It listens on the loopback address only; --property listeners=... and advertised.listeners=... change that."
        })
final class BrokerCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "9092",
            paramLabel = "PORT",
            description = "where clients connect, 0 for any free port (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "keep the data here; without it they are in a temporary folder and end with the broker")
    private @Nullable Path directory;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "a broker setting of Kafka's own; may be repeated")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--topic",
            paramLabel = "NAME[:PARTITIONS]",
            converter = TopicConverter.class,
            description = "a topic to create if it does not exist; may be repeated")
    private List<Topic> topics = new ArrayList<>();

    /** A topic to create. */
    private record Topic(String name, int partitions) {
        Topic {
            TopicName.require(name);
        }
    }

    @Override
    public Integer call() throws IOException, ExecutionException {
        Thread serving = Thread.currentThread();
        try (StopSignal stopping = StopSignal.calling(serving::interrupt)) {
            serve();
        } catch (InterruptedException e) {
            // This is how the broker is told to stop; it has been closed.
        }
        return 0;
    }

    private void serve() throws IOException, ExecutionException, InterruptedException {
        if (directory != null) {
            serve(directory);
            return;
        }
        Path temporary = Files.createTempDirectory("alertformer-broker");
        try {
            serve(temporary);
        } finally {
            Utils.delete(temporary.toFile());
        }
    }

    private void serve(Path data) throws IOException, ExecutionException, InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, port, properties)) {
            createTopics(broker.bootstrapServers());
            PrintWriter out = spec.commandLine().getOut();
            out.println(broker.bootstrapServers());
            out.flush();
            new CountDownLatch(1).await();
        }
    }

    private void createTopics(String bootstrapServers) throws ExecutionException, InterruptedException {
        if (topics.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = topics.stream()
                    .filter(topic -> !existing.contains(topic.name))
                    .map(topic -> new NewTopic(topic.name, Optional.of(topic.partitions), Optional.empty()))
                    .toList();
            admin.createTopics(missing).all().get();
        }
    }

    /** Reads {@code NAME[:PARTITIONS]}. */
    static final class TopicConverter implements ITypeConverter<Topic> {
        @Override
        public Topic convert(String value) {
            int colon = value.indexOf(':');
            try {
                if (colon < 0) {
                    return new Topic(value, 1);
                }
                int partitions = Integer.parseInt(value.substring(colon + 1));
                if (partitions > 0 && colon > 0) {
                    return new Topic(value.substring(0, colon), partitions);
                }
            } catch (NumberFormatException e) {
                // the same words as for any other wrong value
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
            throw new TypeConversionException("'" + value + "' is not NAME or NAME:PARTITIONS");
        }
    }
}
