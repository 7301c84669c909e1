package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class BrokerCommandTest {
    @TempDir
    private Path directory;

    @Test
    void broker_untilInterrupted_servesTheTopicsAtThePrintedAddress() throws Exception {
        StringWriter printed = new StringWriter();
        CommandLine command = new CommandLine(new BrokerCommand()).setOut(new PrintWriter(printed, true));
        var running = new FutureTask<>(() -> command.execute(
                "--port", "0", "--directory", directory.toString(), "--topic", "one", "--topic", "many:3"));
        Thread thread = new Thread(running);

        thread.start();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> printed.toString().endsWith("\n"));
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", printed.toString().strip()))) {
            var topics =
                    admin.describeTopics(List.of("one", "many")).allTopicNames().get();
            assertThat(topics)
                    .hasEntrySatisfying(
                            "one", topic -> assertThat(topic.partitions()).hasSize(1));
            assertThat(topics)
                    .hasEntrySatisfying(
                            "many", topic -> assertThat(topic.partitions()).hasSize(3));
        }
        thread.interrupt();
        assertThat(running.get(60, TimeUnit.SECONDS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts:", "alerts:0", ":3", "alerts:many"})
    void broker_topicMisspelt_isWrongUse(String topic) {
        StringWriter errors = new StringWriter();
        CommandLine command = new CommandLine(new BrokerCommand()).setErr(new PrintWriter(errors, true));

        int exit = command.execute("--topic", topic);

        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("'" + topic + "' is not NAME or NAME:PARTITIONS");
    }
}
