package org.alertformer.topology;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.topology.Outcome.Accepted;
import org.alertformer.topology.Outcome.Outgoing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Survey topics in, class alerts, flare alerts and dead letters out.
 *
 * <pre>
 * survey topics -> decode -> [alerts by object: repartition] -> classify -> classifications, flares
 *                     |                                             |
 *                     +----------------> dead letters <-------------+
 * </pre>
 */
public final class AlertTopology implements Supplier<Topology> {
    /** Segments of {@link org.alertformer.lightcurve.ObjectState}s; {@link LightCurveStore#read} joins them. */
    public static final String OBJECT_STORE = "objects";
    /** Arrival number to {@link org.alertformer.classification.PendingEntry}. */
    static final String PENDING_STORE = "pending";

    /** How long the changelogs tell of deletions; local state that is older cannot be brought up to date. */
    static final Duration TOMBSTONES_KEPT = Duration.ofDays(1);

    private static final TopicNameExtractor<byte[], Outgoing> DESTINATION = new Destination();
    private static final Serde<SurveyAlert> ALERTS =
            Serdes.serdeFrom((topic, alert) -> alert.toBytes(), (topic, bytes) -> SurveyAlert.fromBytes(bytes));
    private static final Serde<Outgoing> OUTGOING =
            Serdes.serdeFrom((topic, outgoing) -> outgoing.value(), (topic, bytes) -> {
                throw new IllegalStateException("published records are not read back");
            });

    private final TopologySettings settings;
    private final InferenceEngine engine;
    private final StreamCounters counters;
    private final DeadLetters deadLetters;
    private final Draining draining = new Draining();
    private final CommitRhythm rhythm;

    /** A topology whose dead letters of failing models hold native alerts, rather than the survey's bytes. */
    public AlertTopology(TopologySettings settings, InferenceEngine engine, StreamCounters counters) {
        this(settings, engine, counters, position -> Optional.empty());
    }

    /**
     * @param originals reads a record of an input topic once more
     */
    AlertTopology(
            TopologySettings settings,
            InferenceEngine engine,
            StreamCounters counters,
            Function<SourcePosition, Optional<ConsumerRecord<byte[], byte[]>>> originals) {
        this.settings = settings;
        this.engine = engine;
        this.counters = counters;
        this.rhythm = new CommitRhythm(counters);
        this.deadLetters = new DeadLetters(
                settings.output().topics().deadLetters(),
                counters,
                settings.input().maximumFailures(),
                originals);
    }

    /** Tells the tasks of this topology that they are about to stop. */
    Draining draining() {
        return draining;
    }

    @Override
    public Topology get() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(objectStore());
        builder.addStateStore(pendingStore());
        KStream<byte[], Outcome> decoded = packets(builder)
                .process(
                        () -> new DecodeProcessor(settings.input(), counters, deadLetters, rhythm), Named.as("decode"));
        publish(only(decoded, Outgoing.class, "undecodable"), "dead-letters");
        KStream<byte[], SurveyAlert> alerts =
                only(decoded, Accepted.class, "accepted").mapValues(Accepted::alert, Named.as("alerts"));
        publish(
                byObject(alerts)
                        .process(
                                () -> new ClassifyProcessor(settings, engine, counters, deadLetters, draining, rhythm),
                                Named.as("classify"),
                                OBJECT_STORE,
                                PENDING_STORE),
                "answers");
        return builder.build();
    }

    /** The topology as text. Nothing is opened for it. */
    public static String describe(TopologySettings settings) {
        return new AlertTopology(settings, new NoEngine(), new StreamCounters())
                .get()
                .describe()
                .toString();
    }

    private KStream<byte[], byte[]> packets(StreamsBuilder builder) {
        Consumed<byte[], byte[]> bytes =
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("packets");
        if (settings.input().topics() instanceof InputTopics.Matching matching) {
            return builder.stream(matching.pattern(), bytes);
        }
        return builder.stream(((InputTopics.Named) settings.input().topics()).topics(), bytes);
    }

    private KStream<byte[], SurveyAlert> byObject(KStream<byte[], SurveyAlert> alerts) {
        return settings.input().keyedByObject()
                ? alerts
                : alerts.repartition(Repartitioned.<byte[], SurveyAlert>as("alerts-by-object")
                        .withKeySerde(Serdes.ByteArray())
                        .withValueSerde(ALERTS));
    }

    private static <T extends Outcome> KStream<byte[], T> only(
            KStream<byte[], Outcome> decoded, Class<T> kind, String name) {
        return decoded.filter((key, outcome) -> kind.isInstance(outcome), Named.as(name + "-only"))
                .mapValues(kind::cast, Named.as(name));
    }

    private static void publish(KStream<byte[], Outgoing> outgoing, String name) {
        outgoing.to(DESTINATION, Produced.with(Serdes.ByteArray(), OUTGOING).withName(name));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> objectStore() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(OBJECT_STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(changelog(64 << 20));
    }

    private static StoreBuilder<KeyValueStore<Long, byte[]>> pendingStore() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(PENDING_STORE), Serdes.Long(), Serdes.ByteArray())
                .withLoggingEnabled(changelog(8 << 20));
    }

    /** Only segments that are full or old are compacted; until then a restore reads every version of a value. */
    private static Map<String, String> changelog(int segmentBytes) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(segmentBytes),
                TopicConfig.SEGMENT_MS_CONFIG,
                Long.toString(Duration.ofHours(1).toMillis()),
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "0.3",
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                Long.toString(TOMBSTONES_KEPT.toMillis()));
    }

    /** Each outgoing record names its topic. */
    private static final class Destination implements TopicNameExtractor<byte[], Outgoing> {
        @Override
        public String extract(byte[] key, Outgoing outgoing, RecordContext context) {
            return outgoing.topic();
        }

        @Override
        public String toString() {
            return "the topic that each record names";
        }
    }

    /** Stands in where nothing is going to run. */
    private static final class NoEngine implements InferenceEngine {
        @Override
        public CompletableFuture<Prediction> submit(LightCurve curve) {
            throw new IllegalStateException("a topology that is only described does not run");
        }

        @Override
        public ModelIdentity model() {
            throw new IllegalStateException("a topology that is only described has no model");
        }

        @Override
        public void close() {}
    }
}
