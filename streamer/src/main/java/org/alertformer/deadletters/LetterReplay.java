package org.alertformer.deadletters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the records in dead letters again, to the topic and partition they came from, with their key, bytes and timestamp and
 * a header that counts how often. What was sent is never sent twice: records and ledger are written in transactions, and
 * two replays of one topic of dead letters exclude each other, the later one ending the earlier. For one thread.
 */
public final class LetterReplay implements RecordHandler, AutoCloseable {
    private static final int RECORDS_PER_TRANSACTION = 500;
    private static final int BYTES_PER_TRANSACTION = 32 << 20;
    private static final int LARGEST_REQUEST = 64 << 20;

    private final LetterFilter filter;
    private final @Nullable String destination;
    private final int maximumReplays;
    private final ReplayLedger ledger;
    private final Set<LetterAddress> done;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final @Nullable KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Long> sent = new TreeMap<>();
    private final Map<String, Long> left = new TreeMap<>();
    private final Set<LetterAddress> unseen;
    private int inTransaction;
    private long bytesInTransaction;

    private LetterReplay(
            LetterFilter filter,
            @Nullable String destination,
            int maximumReplays,
            ReplayLedger ledger,
            Set<LetterAddress> done,
            @Nullable KafkaProducer<byte[], byte[]> producer) {
        this.filter = filter;
        this.destination = destination;
        this.maximumReplays = maximumReplays;
        this.ledger = ledger;
        this.done = done;
        this.producer = producer;
        this.unseen = new TreeSet<>(Comparator.comparing(LetterAddress::toString));
        this.unseen.addAll(filter.addresses());
    }

    /**
     * A replay that is to be handed the letters.
     *
     * @param deadLetters their topic
     * @param destination the topic to send to, or null for where each record came from
     * @param maximumReplays letters whose records were sent so often before are left
     * @param dryRun whether to count only
     */
    public static LetterReplay open(
            Map<String, Object> client,
            String deadLetters,
            LetterFilter filter,
            @Nullable String destination,
            int maximumReplays,
            boolean dryRun)
            throws IOException, ExecutionException, InterruptedException {
        ReplayLedger ledger = new ReplayLedger(deadLetters);
        try (Admin admin = Admin.create(client)) {
            if (dryRun) {
                Set<LetterAddress> done = ledger.read(admin, client);
                return new LetterReplay(filter, destination, maximumReplays, ledger, done, null);
            }
            ledger.create(admin);
            KafkaProducer<byte[], byte[]> producer = producer(client, deadLetters);
            try {
                producer.initTransactions(); // ends another replay, whose entries are final from here on
                Set<LetterAddress> done = ledger.read(admin, client);
                return new LetterReplay(filter, destination, maximumReplays, ledger, done, producer);
            } catch (IOException | RuntimeException | ExecutionException | InterruptedException e) {
                producer.close();
                throw e;
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> client, String deadLetters) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, deadLetters + ".replay");
        config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public boolean accept(ConsumerRecord<byte[], byte[]> record) throws IOException {
        DeadLetter letter = DeadLetter.parse(record);
        if (filter.passes(record, letter)) {
            unseen.remove(LetterAddress.of(record));
            unseen.remove(LetterAddress.ofSource(letter));
            String topic = destination == null ? letter.source().topic() : destination;
            String obstacle = obstacle(record, letter, topic);
            if (obstacle != null) {
                left.merge(obstacle, 1L, Long::sum);
            } else {
                send(record, letter, topic);
                sent.merge(letter.reason(), 1L, Long::sum);
            }
        }
        return true;
    }

    private @Nullable String obstacle(ConsumerRecord<byte[], byte[]> record, DeadLetter letter, String topic) {
        if (done.contains(LetterAddress.of(record))) {
            return "were sent before";
        }
        if (letter.replays() >= maximumReplays) {
            return "came back " + maximumReplays + " times or more";
        }
        if (letter.form() == DeadLetter.Form.NATIVE) {
            return "do not hold the survey's bytes but a native alert";
        }
        if (!letter.isWhole()) {
            return "were cut to fit into the topic";
        }
        return topic.equals("?") ? "do not tell their topic" : null;
    }

    private void send(ConsumerRecord<byte[], byte[]> record, DeadLetter letter, String topic) throws IOException {
        KafkaProducer<byte[], byte[]> to = producer;
        if (to == null) {
            return;
        }
        int there = partitions(to, topic);
        boolean atHome =
                topic.equals(letter.source().topic()) && letter.source().partition() < there;
        if (inTransaction == 0) {
            to.beginTransaction();
        }
        ProducerRecord<byte[], byte[]> again = new ProducerRecord<>(
                topic, atHome ? letter.source().partition() : null, letter.timestamp(), letter.key(), letter.value());
        again.headers()
                .add(DeadLetter.REPLAYS, Integer.toString(letter.replays() + 1).getBytes(StandardCharsets.UTF_8));
        to.send(again);
        to.send(ledger.entry(LetterAddress.of(record), topic));
        inTransaction++;
        bytesInTransaction += letter.originalBytes();
        if (inTransaction >= RECORDS_PER_TRANSACTION || bytesInTransaction >= BYTES_PER_TRANSACTION) {
            flush();
        }
    }

    private int partitions(KafkaProducer<byte[], byte[]> to, String topic) throws IOException {
        Integer known = partitions.get(topic);
        if (known == null) {
            try {
                known = to.partitionsFor(topic).size();
            } catch (KafkaException e) {
                throw new IOException("topic " + topic + " cannot be written: " + e.getMessage(), e);
            }
            partitions.put(topic, known);
        }
        return known;
    }

    /** Commits what was sent. */
    @Override
    public void flush() throws IOException {
        KafkaProducer<byte[], byte[]> to = producer;
        if (to != null && inTransaction > 0) {
            try {
                to.commitTransaction();
            } catch (KafkaException e) {
                throw new IOException("the records cannot be sent: " + e.getMessage(), e);
            }
            inTransaction = 0;
            bytesInTransaction = 0;
        }
    }

    /** How many records were sent, or would be, by reason. */
    public Map<String, Long> sent() {
        return sent;
    }

    /** How many were left, by what was in the way. */
    public Map<String, Long> left() {
        return left;
    }

    /** The letters that were asked for and not found. */
    public Set<LetterAddress> unseen() {
        return unseen;
    }

    /** What is not committed is not sent. */
    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
