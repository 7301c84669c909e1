package org.alertformer.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.MalformedRecordException;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.subscription.StartingPoint;
import org.alertformer.subscription.TopicReader;
import org.alertformer.subscription.UnreadableTopicException;
import org.alertformer.topology.OutputSettings;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the stream publishes, on all partitions and without a group: every instance's page shows every instance's
 * alerts. A record that cannot be decoded is counted and passed over; while Kafka is away it is asked again and again.
 */
final class FeedReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeedReader.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final List<Thread> threads;
    private final List<Topic<?>> topics;
    private final AtomicLong unreadable = new AtomicLong();

    /**
     * Starts to read.
     *
     * @param client Kafka's settings, among them {@code bootstrap.servers}
     * @param backlog how far back to start
     */
    FeedReader(Map<String, Object> client, OutputSettings output, Duration backlog, LiveFeed feed) {
        topics = List.of(
                new Topic<>(
                        client,
                        output.topics().classifications(),
                        output.codecs().classAlerts(),
                        backlog,
                        alert -> feed.take(alert, System.currentTimeMillis())),
                new Topic<>(client, output.topics().flares(), output.codecs().flareAlerts(), backlog, feed::take));
        threads = topics.stream().map(FeedReader::start).toList();
    }

    private static Thread start(Topic<?> topic) {
        Thread thread = new Thread(topic, "page-" + topic.name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Records that could not be decoded. */
    long unreadable() {
        return unreadable.get();
    }

    @Override
    public void close() {
        topics.forEach(Topic::stop);
        for (Thread thread : threads) {
            try {
                thread.join(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Topic<T extends SpecificRecordBase> implements Runnable, RecordHandler {
        private final Map<String, Object> client;
        private final String name;
        private final AlertCodec<T> codec;
        private final Consumer<T> taker;
        private final Instant from;
        private final Map<Integer, Long> positions = new HashMap<>();
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final AtomicReference<@Nullable TopicReader> open = new AtomicReference<>();

        Topic(Map<String, Object> client, String name, AlertCodec<T> codec, Duration backlog, Consumer<T> taker) {
            this.client = client;
            this.name = name;
            this.codec = codec;
            this.taker = taker;
            this.from = Instant.now().minus(backlog);
        }

        @Override
        public void run() {
            boolean again = true;
            while (again) {
                StartingPoint start = StartingPoint.parse(from.toString(), Instant.now());
                try (TopicReader reader = TopicReader.open(client, name, start, null)) {
                    open.set(reader);
                    if (stopped.getCount() > 0) {
                        reader.read(false, this);
                    }
                } catch (UnreadableTopicException e) {
                    log.warn("the page waits for {}: {}", name, e.getMessage());
                } catch (IOException e) {
                    throw new IllegalStateException("this handler does no input or output", e);
                } finally {
                    open.set(null);
                }
                again = !stops();
            }
        }

        /** Whether it is told to end before it is time to try again. */
        private boolean stops() {
            try {
                return stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return true; // nobody but this class owns the thread
            }
        }

        /** Takes each record once, also those that are read again after a failure. */
        @Override
        public boolean accept(ConsumerRecord<byte[], byte[]> record) {
            if (record.offset() <= positions.getOrDefault(record.partition(), -1L)) {
                return true;
            }
            positions.put(record.partition(), record.offset());
            try {
                taker.accept(codec.decode(record.value() == null ? new byte[0] : record.value()));
            } catch (MalformedRecordException e) {
                unreadable.incrementAndGet();
                log.debug("{} partition {} offset {}: {}", name, record.partition(), record.offset(), e.getMessage());
            }
            return true;
        }

        @Override
        public void flush() {}

        void stop() {
            stopped.countDown();
            TopicReader reader = open.get();
            if (reader != null) {
                reader.stop();
            }
        }
    }
}
