package org.alertformer.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.alertformer.replay.Pace;
import org.alertformer.replay.ReplayClock;
import org.alertformer.survey.Packet;
import org.alertformer.survey.PacketFiles;
import org.alertformer.survey.Survey;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
                        + "archives (.tar, .tar.gz) and containers of them, and folders of light curves as tables.")
final class ReplayCommand implements Callable<Integer> {
    private static final int LARGEST_REQUEST = 64 << 20;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

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

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Packets per second (default: as fast as Kafka takes them).")
    private @Nullable Double rate;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "Keep the survey's rhythm, so many times as fast, for instance 1000x.")
    private @Nullable String speed;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many packets.")
    private @Nullable Long limit;

    @Override
    public Integer call() throws Exception {
        ReplayClock clock = ReplayClock.of(pace());
        Survey told = survey == null ? null : Survey.of(survey);
        AtomicReference<@Nullable CommandFailure> failure = new AtomicReference<>();
        long sent = 0;
        try (PacketFiles packets = PacketFiles.open(files, told)) {
            createTopic();
            Map<String, Object> config = new HashMap<>(kafka.clientProperties());
            config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
            config.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
            config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
            long total = limit == null ? packets.size() : Math.min(limit, packets.size());
            try (KafkaProducer<byte @Nullable [], byte[]> producer =
                            new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
                    ProgressBar progress = ProgressBar.of("replay", "packets", total)) {
                long began = System.nanoTime();
                for (Packet packet : packets) {
                    if (sent == total || failure.get() != null) {
                        break;
                    }
                    sleepUntil(began + clock.dueNanos(packet.mjd()));
                    byte[] key = packet.objectName().isEmpty()
                            ? null
                            : packet.objectName().getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(topic, key, packet.message()), (metadata, error) -> {
                        if (error != null) {
                            failure.compareAndSet(
                                    null, new CommandFailure(packet.origin() + ": " + error.getMessage(), error));
                        }
                    });
                    sent++;
                    progress.step();
                }
            }
        }
        CommandFailure first = failure.get();
        if (first != null) {
            throw first;
        }
        System.err.printf("%,d packets on topic %s%n", sent, topic);
        return 0;
    }

    private Pace pace() {
        if (rate != null && speed != null) {
            throw new IllegalArgumentException("--rate and --speed exclude each other");
        }
        if (rate != null) {
            return Pace.steady(rate);
        }
        return speed == null ? Pace.unlimited() : Pace.recorded(factor(speed), Double.POSITIVE_INFINITY);
    }

    private static double factor(String speed) {
        try {
            return Double.parseDouble(speed.endsWith("x") ? speed.substring(0, speed.length() - 1) : speed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("speed '" + speed + "' is not a number such as 1000x", e);
        }
    }

    private static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            NewTopic absent = new NewTopic(topic, Optional.of(partitions), Optional.empty());
            admin.createTopics(List.of(absent)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new CommandFailure("topic " + topic + " at " + kafka.bootstrap + ": " + e.getCause(), e);
            }
        }
    }
}
