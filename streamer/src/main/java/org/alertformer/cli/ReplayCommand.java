package org.alertformer.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.alertformer.replay.MjdWindow;
import org.alertformer.replay.ReplayClock;
import org.alertformer.survey.Packet;
import org.alertformer.survey.PacketFiles;
import org.alertformer.survey.Survey;
import org.alertformer.topology.BrokerProbe;
import org.alertformer.topology.TopicCreation;
import org.alertformer.topology.TopicName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Publishes the packets in files on a topic, in order of time and keyed by object. Takes single packets, "
                        + "archives (.tar, .tar.gz) and containers of them, and folders of light curves as tables. The "
                        + "packets keep their times.")
final class ReplayCommand implements Callable<Integer> {
    private static final long LONGEST_NAP = 50_000_000;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private PaceOptions pace = new PaceOptions();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to publish.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "alerts",
            description = "Where (default: ${DEFAULT-VALUE}).")
    private String topic = "alerts";

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of the topic if it has to be made (default: ${DEFAULT-VALUE}).")
    private int partitions = 4;

    @Option(
            names = "--survey",
            paramLabel = "NAME",
            description = "Format of the packets (default: told from the content).")
    private @Nullable String survey;

    @Option(names = "--from-mjd", paramLabel = "MJD", description = "Leave out packets before this time.")
    private double fromMjd = Double.NEGATIVE_INFINITY;

    @Option(names = "--to-mjd", paramLabel = "MJD", description = "Leave out packets from this time on.")
    private double toMjd = Double.POSITIVE_INFINITY;

    @Option(names = "--loop", description = "Start again at the end, until stopped.")
    private boolean loop;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many packets.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--resume",
            paramLabel = "NAME",
            description =
                    "Go on where the replay of this name was interrupted, without a duplicate. Packets are sent in"
                            + " transactions: read them with isolation.level=read_committed.")
    private @Nullable String resume;

    private volatile boolean stopped;

    @Override
    public Integer call() throws Exception {
        var window = new MjdWindow(fromMjd, toMjd);
        if (limit < 1) {
            throw new IllegalArgumentException("--limit " + limit + " is not positive");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("--partitions " + partitions + " is not positive");
        }
        TopicName.require(topic);
        ReplayClock clock = ReplayClock.of(pace.pace());
        Survey told = survey == null ? null : Survey.of(survey);
        try (PacketFiles packets = PacketFiles.open(files, told)) {
            if (packets.size() == 0) {
                throw new CommandFailure("there are no packets in " + files);
            }
            packets.keep(window::contains);
            createTopic();
            String digest = digest(packets.size());
            Map<String, Object> client = kafka.clientProperties();
            try (PacketSender sender = resume == null
                            ? PacketSender.plain(client, topic, digest)
                            : PacketSender.named(client, topic, resume, digest);
                    StopSignal stopping = StopSignal.calling(() -> stopped = true)) {
                long earlier = sender.sent();
                send(packets, clock, sender);
                sender.finish();
                System.err.printf(
                        Locale.ROOT,
                        "%,d packets on topic %s%s%n",
                        sender.sent() - earlier,
                        topic,
                        earlier == 0 ? "" : String.format(Locale.ROOT, ", %,d were there already", earlier));
            }
        }
        return 0;
    }

    private void send(PacketFiles packets, ReplayClock clock, PacketSender sender) {
        int size = packets.size();
        long total = loop && size > 0 ? limit : Math.min(limit, size);
        long shown = total == Long.MAX_VALUE ? size : Math.max(0, total - sender.sent());
        try (ProgressBar progress = ProgressBar.of("replay", "packets", shown)) {
            long began = System.nanoTime();
            while (sender.sent() < total && !stopped) {
                Iterator<Packet> round = packets.iterator((int) (sender.sent() % size));
                while (round.hasNext() && sender.sent() < total && !stopped) {
                    Packet packet = round.next();
                    if (!sleepUntil(began + clock.dueNanos(packet.mjd()), sender)) {
                        return;
                    }
                    sender.send(packet);
                    progress.step();
                }
            }
        }
    }

    /** Whether the time came before the command was told to stop. */
    private boolean sleepUntil(long due, PacketSender sender) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            sender.commitIfDue();
            LockSupport.parkNanos(Math.min(left, LONGEST_NAP));
            if (stopped) {
                return false;
            }
        }
        return true;
    }

    /** Tells other files, or another part of them, from these; the content is not read again. */
    private String digest(int count) throws Exception {
        StringBuilder what = new StringBuilder();
        what.append(topic).append('\n').append(count).append('\n');
        what.append(fromMjd).append('\n').append(toMjd).append('\n');
        for (Path file : files) {
            what.append(file.getFileName())
                    .append('\n')
                    .append(Files.size(file))
                    .append('\n');
        }
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(what.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            BrokerProbe.requireAnswer(admin, kafka.bootstrap);
            TopicCreation.create(admin, List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())));
        } catch (ExecutionException e) {
            throw new CommandFailure("topic " + topic + " at " + kafka.bootstrap + ": " + e.getCause(), e);
        }
    }
}
