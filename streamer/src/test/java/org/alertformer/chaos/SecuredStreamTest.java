package org.alertformer.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.cli.Alertformer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, as processes that log all they have to say, on a broker that asks for TLS and a password. */
final class SecuredStreamTest {
    private static final String STORE_SECRET = "store-s3cret";
    private static final String STREAM_SECRET = "stream-s3cret";
    private static final String JAAS =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\"%s;";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private EmbeddedBroker broker;

    /** What a command left behind. */
    private record Result(int exit, String said) {}

    @BeforeEach
    void startBroker() throws Exception {
        Path store = directory.resolve("store.p12");
        keytool(store);
        int port = freePort();
        int controller = freePort();
        broker = EmbeddedBroker.start(
                directory.resolve("broker"),
                port,
                Map.ofEntries(
                        Map.entry(
                                "listeners", "SASL_SSL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller),
                        Map.entry("advertised.listeners", "SASL_SSL://127.0.0.1:" + port),
                        Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
                        Map.entry("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT"),
                        Map.entry("inter.broker.listener.name", "SASL_SSL"),
                        Map.entry("sasl.enabled.mechanisms", "PLAIN"),
                        Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                        Map.entry(
                                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                                JAAS.formatted(
                                        "broker",
                                        STREAM_SECRET,
                                        " user_broker=\"" + STREAM_SECRET + "\" user_stream=\"" + STREAM_SECRET
                                                + "\"")),
                        Map.entry("ssl.keystore.location", store.toString()),
                        Map.entry("ssl.keystore.type", "PKCS12"),
                        Map.entry("ssl.keystore.password", STORE_SECRET),
                        Map.entry("ssl.key.password", STORE_SECRET),
                        Map.entry("ssl.truststore.location", store.toString()),
                        Map.entry("ssl.truststore.type", "PKCS12"),
                        Map.entry("ssl.truststore.password", STORE_SECRET)));
        Files.writeString(directory.resolve("talkative.xml"), """
                <configuration>
                  <appender name="all" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="all"/></root>
                </configuration>
                """);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void commands_throughSaslAndTls_workAndKeepTheSecrets() throws Exception {
        Path settings = settings(STREAM_SECRET);
        Path night = directory.resolve("night");
        Result simulated = run("simulate", "--objects", "40", "--nights", "60", night.toString());
        Result replayed = run(
                "replay",
                "--properties",
                settings.toString(),
                night.resolve("alerts.avro").toString());
        ChildJvm stream = start(
                "run",
                "--properties",
                settings.toString(),
                "--standby",
                "1",
                "--state-dir",
                directory.resolve("state").toString());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.readString(directory.resolve("run.log")).contains("reading alerts at"));

        // When
        Result shown = run("subscribe", "--properties", settings.toString(), "--from", "earliest", "--limit", "5");

        // Then
        stream.terminate();
        stream.awaitExit(PATIENCE);
        String streamSaid = Files.readString(directory.resolve("run.log"));
        assertThat(List.of(simulated.exit(), replayed.exit(), shown.exit())).containsOnly(0);
        assertThat(shown.said()).contains("object", "MJD (TAI)");
        assertThat(streamSaid).contains("sasl.jaas.config = [hidden]", "the stream has stopped");
        assertThat(streamSaid + replayed.said() + shown.said()).doesNotContain(STREAM_SECRET, STORE_SECRET);
    }

    @Test
    void commands_wrongPasswordOrSettings_failInOneLineThatKeepsTheSecrets() throws Exception {
        Path wrong = settings("wr0ng-s3cret");
        Path broken = settings("br0ken s3cret\" \"");

        // When
        Result refused = run("run", "--properties", wrong.toString(), "--state-dir", directory + "/state");
        Result misread = run("subscribe", "--properties", broken.toString());

        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.said())
                .contains("alertformer run: no Kafka answers at")
                .contains("Authentication failed");
        assertThat(misread.exit()).isEqualTo(2);
        assertThat(misread.said()).contains("alertformer subscribe: sasl.jaas.config is not of the form");
        assertThat(refused.said() + misread.said()).doesNotContain("s3cret");
    }

    private Path settings(String password) throws IOException {
        List<String> lines = List.of(
                "security.protocol=SASL_SSL",
                "sasl.mechanism=PLAIN",
                "sasl.jaas.config=" + JAAS.formatted("stream", password, ""),
                "ssl.truststore.location=" + directory.resolve("store.p12"),
                "ssl.truststore.type=PKCS12",
                "ssl.truststore.password=" + STORE_SECRET);
        return Files.write(Files.createTempFile(directory, "kafka", ".properties"), lines);
    }

    private Result run(String command, String... arguments) throws Exception {
        int exit = start(command, arguments).awaitExit(PATIENCE);
        return new Result(exit, Files.readString(directory.resolve(command + ".log")));
    }

    private ChildJvm start(String command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        if (!command.equals("simulate")) {
            all.addAll(List.of("--bootstrap", broker.bootstrapServers()));
        }
        all.addAll(List.of(arguments));
        return ChildJvm.start(
                Alertformer.class,
                all,
                directory.resolve(command + ".log"),
                "-Dlogback.configurationFile=" + directory.resolve("talkative.xml"));
    }

    private void keytool(Path store) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        for (List<String> arguments : List.of(
                List.of(
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1"),
                List.of(
                        "-exportcert",
                        "-alias",
                        "broker",
                        "-file",
                        directory.resolve("broker.crt").toString()),
                List.of(
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "trusted",
                        "-file",
                        directory.resolve("broker.crt").toString()))) {
            List<String> command = new ArrayList<>(List.of(keytool.toString()));
            command.addAll(arguments);
            command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", STORE_SECRET));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("keytool.log").toFile())
                    .start();
            assertThat(process.waitFor()).as("keytool").isZero();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
