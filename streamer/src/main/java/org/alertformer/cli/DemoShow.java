package org.alertformer.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.scoring.Scorecard;
import org.alertformer.simulation.AlertTimeline;
import org.alertformer.simulation.TruthRow;
import org.alertformer.subscription.AlertTopic;
import org.alertformer.topology.OutputTopics;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a night's alerts and shows what comes back. */
final class DemoShow {
    private static final Logger log = LoggerFactory.getLogger(DemoShow.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLASS_ROWS = 12;
    private static final int FLARE_ROWS = 6;
    private static final String INDENT = " ".repeat(15);
    private static final long NANOS = 1_000_000_000L;

    private final Map<String, Object> client;
    private final OutputTopics outputs;
    private final AlertTimeline night;
    private final long size;
    private final Map<Long, String> classes;
    private final Scorecard scorecard;
    private final PrintWriter out;
    private final boolean terminal = System.console() != null;
    private final Deque<String> classRows = new ArrayDeque<>();
    private final Deque<String> flareRows = new ArrayDeque<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AlertCodec<ClassAlert> classCodec = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private final AlertCodec<FlareAlert> flareCodec = AlertCodec.of(FlareAlert.class, Format.CONTAINER);
    private final CountDownLatch warm = new CountDownLatch(1);
    private long flareAlerts;
    private int drawnLines;

    DemoShow(
            Map<String, Object> client,
            OutputTopics outputs,
            AlertTimeline night,
            List<TruthRow> truth,
            PrintWriter out) {
        this.client = client;
        this.outputs = outputs;
        this.night = night;
        this.size = night.size();
        this.classes = truth.stream().collect(Collectors.toMap(TruthRow::objectId, TruthRow::label));
        this.scorecard = Scorecard.of(truth);
        this.out = out;
    }

    /** Runs the night and returns the exit code: 1 if an alert went unanswered. */
    int run(String input, double rate) throws InterruptedException {
        Thread sender = new Thread(
                () -> {
                    try {
                        send(input, rate);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (KafkaException e) {
                        log.error("the replay ends early: {}", e.getMessage());
                    }
                },
                "replay");
        sender.setDaemon(true);
        long began = System.nanoTime();
        sender.start();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long lastNews = System.nanoTime();
            long lastDrawn = 0;
            while (scorecard.answered() < size && System.nanoTime() - lastNews < PATIENCE.toNanos()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    receive(record);
                    lastNews = System.nanoTime();
                }
                if (System.nanoTime() - lastDrawn > (terminal ? NANOS / 4 : 2 * NANOS)) {
                    draw(began);
                    lastDrawn = System.nanoTime();
                }
            }
            consumer.poll(POLL).forEach(this::receive); // flare alerts of the last commit
            draw(began);
        }
        out.println();
        out.print(DemoSummary.of(scorecard.report(), flareAlerts));
        out.flush();
        return scorecard.answered() == size ? 0 : 1;
    }

    /**
     * At the asked rate, counted from the start, so that a pause is caught up. The first alert goes ahead of the others:
     * it waits for the first transaction of the stream, as nothing does in a stream that has been running.
     */
    private void send(String topic, double rate) throws InterruptedException {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            long began = System.nanoTime();
            while (night.hasNext()) {
                SurveyAlert alert = night.next();
                if (sent.get() == 1) {
                    warm.await();
                    began = System.nanoTime();
                }
                long due = began + (long) (sent.get() / rate * NANOS);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                byte[] key = alert.object().name().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, key, codec.encode(NativeAlerts.of(alert))));
                sent.incrementAndGet();
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(outputs.classifications(), outputs.flares()).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private void receive(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(outputs.flares())) {
            FlareAlert flare = flareCodec.decode(record.value());
            scorecard.add(flare);
            flareAlerts++;
            keep(flareRows, FLARE_ROWS, AlertTopic.FLARES.tableRow().apply(flare));
        } else {
            warm.countDown();
            ClassAlert alert = classCodec.decode(record.value());
            scorecard.add(alert, System.currentTimeMillis());
            String truth = classes.getOrDefault(alert.getObjectId(), "unknown");
            String verdict = truth.equals(alert.getBestClass()) ? "right" : "is " + truth;
            keep(classRows, CLASS_ROWS, AlertTopic.CLASSIFICATIONS.tableRow().apply(alert) + "  " + verdict);
        }
    }

    private static void keep(Deque<String> rows, int most, String row) {
        rows.addLast(row);
        if (rows.size() > most) {
            rows.removeFirst();
        }
    }

    /** On a terminal the tables are redrawn in place; elsewhere the newest rows are added now and then. */
    private void draw(long began) {
        double seconds = (System.nanoTime() - began) / (double) NANOS;
        List<String> lines = new ArrayList<>();
        lines.add("class alerts   " + AlertTopic.CLASSIFICATIONS.tableHeader());
        classRows.forEach(row -> lines.add(INDENT + row));
        lines.add("flare alerts   " + AlertTopic.FLARES.tableHeader());
        flareRows.forEach(row -> lines.add(INDENT + row));
        lines.add(String.format(
                "%s %,d of %,d sent, %,d class alerts, %,d flare alerts, %.0f/s",
                ProgressBar.bar(scorecard.answered() / (double) Math.max(1, size)),
                sent.get(),
                size,
                scorecard.answered(),
                flareAlerts,
                scorecard.answered() / seconds));
        if (terminal && drawnLines > 0) {
            out.print("\033[" + drawnLines + "A\033[J");
        }
        lines.forEach(out::println);
        out.flush();
        drawnLines = lines.size();
    }
}
