package org.alertformer.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A complete Kafka broker in this JVM: one node that is broker and controller, on the loopback address. Close clients
 * and streams before it. It keeps its data in a folder and takes them up again when started there later.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String NODE = "1";
    private static final String CONTROLLER = "CONTROLLER";

    /**
     * What differs from Kafka's own defaults: internal topics for one node, no waiting for further group members, no
     * topics from misspelt names, and a log cleaner that does not reserve 128 MB of memory.
     */
    private static final Map<String, String> SINGLE_NODE = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", NODE),
            Map.entry("controller.listener.names", CONTROLLER),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"));

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and waits until it serves.
     *
     * @param directory where its data are; made if it does not exist
     * @param port where clients connect, or 0 for the port this folder's broker had before, or else any free one
     * @param overrides Kafka's broker settings that win over those chosen here
     * @throws IOException if the port is taken or the folder cannot be used
     */
    public static EmbeddedBroker start(Path directory, int port, Map<String, String> overrides) throws IOException {
        Path data = Files.createDirectories(directory).toAbsolutePath();
        BrokerPorts ports = BrokerPorts.find(data, port);
        Map<String, String> settings = settings(data, ports);
        settings.putAll(overrides);
        KafkaConfig config = KafkaConfig.fromProps(properties(settings));
        format(data.resolve("log"));
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw new IOException("the broker in " + data + " did not start: " + e.getMessage(), e);
        }
        ports.remember(data);
        return new EmbeddedBroker(server, "127.0.0.1:" + ports.broker());
    }

    /** Where clients connect, {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the broker and waits until it has; its data stay. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Map<String, String> settings(Path data, BrokerPorts ports) {
        String clients = "PLAINTEXT://127.0.0.1:" + ports.broker();
        Map<String, String> settings = new HashMap<>(SINGLE_NODE);
        settings.put("listeners", clients + "," + CONTROLLER + "://127.0.0.1:" + ports.controller());
        settings.put("advertised.listeners", clients);
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + ports.controller());
        settings.put("log.dirs", data.resolve("log").toString());
        return settings;
    }

    private static Properties properties(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** Prepares an empty log folder as Kafka's storage tool does. */
    private static void format(Path log) throws IOException {
        if (Files.exists(log.resolve("meta.properties"))) {
            return;
        }
        try (var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(Integer.parseInt(NODE))
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .setControllerListenerName(CONTROLLER)
                    .setHasDynamicQuorum(false)
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // as declared by Formatter.run
            throw new IOException("the folder " + log + " cannot be formatted for Kafka: " + e.getMessage(), e);
        }
    }
}
