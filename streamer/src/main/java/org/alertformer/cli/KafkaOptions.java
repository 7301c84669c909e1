package org.alertformer.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Kafka is and how to talk to it: the options that all commands with a client share. */
final class KafkaOptions {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT,…",
            defaultValue = "localhost:9092",
            description = "Kafka's addresses (default: ${DEFAULT-VALUE}).")
    String bootstrap = "localhost:9092";

    @Option(
            names = "--properties",
            paramLabel = "FILE",
            description = "File of Kafka's own settings, key=value a line; the place for secrets.")
    @Nullable
    Path propertyFile;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "One of Kafka's own settings, for instance security.protocol=SASL_SSL. May be repeated.")
    Map<String, String> property = new LinkedHashMap<>();

    /** The user's settings: the file's, overridden by those of the command line. */
    Map<String, String> userProperties() throws IOException {
        Map<String, String> all = new HashMap<>();
        if (propertyFile != null) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(propertyFile)) {
                file.load(reader);
            }
            file.stringPropertyNames().forEach(name -> all.put(name, file.getProperty(name)));
        }
        all.putAll(property);
        return all;
    }

    /** What a client is configured with. */
    Map<String, Object> clientProperties() throws IOException {
        Map<String, Object> client = new HashMap<>(userProperties());
        client.put("bootstrap.servers", bootstrap);
        return client;
    }
}
