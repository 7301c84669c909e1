package org.alertformer.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.deadletters.LetterReplay;
import org.alertformer.topology.BrokerProbe;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead-letters replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Sends the records in the dead letters again, to where they came from, with their key, bytes and "
                + "timestamp. Each is sent once, however often this is called.")
final class ReplayLettersCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "ADDRESS",
            description = "Only these letters, as list tells them: PARTITION@OFFSET, or TOPIC-PARTITION@OFFSET of the "
                    + "record (default: all).")
    private List<String> addresses = new ArrayList<>();

    @Mixin
    private LetterOptions letters = new LetterOptions();

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Send all of them to this topic instead.")
    private @Nullable String topic;

    @Option(
            names = "--max-replays",
            paramLabel = "N",
            defaultValue = "3",
            description = "Leave records that came back so often (default: ${DEFAULT-VALUE}).")
    private int maximumReplays = 3;

    @Option(names = "--dry-run", description = "Only tell what would be sent.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        if (maximumReplays < 1) {
            throw new IllegalArgumentException("--max-replays " + maximumReplays + " is not positive");
        }
        Map<String, Object> client = letters.kafka.clientProperties();
        try (Admin admin = Admin.create(client)) {
            BrokerProbe.requireAnswer(admin, letters.kafka.bootstrap);
            if (topic != null && !admin.listTopics().names().get().contains(topic)) {
                throw new CommandFailure("there is no topic " + topic + " at " + letters.kafka.bootstrap);
            }
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (LetterReplay replay =
                LetterReplay.open(client, letters.topic(), letters.filter(addresses), topic, maximumReplays, dryRun)) {
            letters.read(replay);
            long sent =
                    replay.sent().values().stream().mapToLong(Long::longValue).sum();
            out.printf(
                    Locale.ROOT,
                    "%,d records %s%s%n",
                    sent,
                    dryRun ? "would be sent" : "sent again",
                    sent == 0 ? "" : " " + replay.sent());
            replay.left().forEach((why, count) -> out.printf(Locale.ROOT, "%,d %s%n", count, why));
            out.flush();
            if (!replay.unseen().isEmpty()) {
                throw new CommandFailure(
                        "there are no such dead letters on " + letters.topic() + ": " + replay.unseen());
            }
        }
        return 0;
    }
}
