package org.alertformer.peers;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.alertformer.bench.Drain;
import org.alertformer.bench.Task;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The stream's work as a Flink job in a mini-cluster: light curves in keyed state on RocksDB, incremental checkpoints as
 * often as the stream commits, a Kafka sink that is exactly once. Decoding, merging, encoding, model and published records
 * are the stream's own classes.
 */
final class FlinkContestant {
    private static final long CHECKPOINT_MILLIS = 1_000;
    private static final int PARTITIONS = 4;

    private FlinkContestant() {}

    public static void main(String[] arguments) throws Exception {
        Task task = Task.parse(arguments);
        createTopics(task);
        Served.open(task.model());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(task.threads(), configuration(task));
        environment.setRuntimeMode(RuntimeExecutionMode.STREAMING);
        environment.enableCheckpointing(CHECKPOINT_MILLIS);
        environment.getConfig().enableObjectReuse();
        KeyedStream<Packet, String> packets = environment
                .fromSource(source(task), WatermarkStrategy.noWatermarks(), "alerts")
                .keyBy(Packet::object, Types.STRING);
        SingleOutputStreamOperator<Answer> answers = task.contender() == Task.Contender.FLINK_BATCHED
                ? packets.process(new Accumulate()).transform("classify", Answer.TYPE, new ClassifyBatches(task.name()))
                : packets.process(new ClassifyEach(task.name()));
        answers.sinkTo(sink(task));
        environment.executeAsync(task.name()).getJobExecutionResult().whenComplete((result, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        Drain.measure(task, Served::answered).report();
        Runtime.getRuntime().halt(0); // the job never ends, and what it has not committed is not wanted
    }

    private static Configuration configuration(Task task) {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none"); // a failure is not to be measured
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                task.directory().resolve("checkpoints").toUri().toString());
        return configuration;
    }

    private static void createTopics(Task task) throws Exception {
        try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, task.bootstrap()))) {
            Map<String, String> zstd = Map.of("compression.type", "zstd");
            admin.createTopics(List.of(
                            new NewTopic(Served.classifications(task.name()), PARTITIONS, (short) 1).configs(zstd),
                            new NewTopic(Served.flares(task.name()), PARTITIONS, (short) 1).configs(zstd)))
                    .all()
                    .get();
        }
    }

    private static KafkaSource<Packet> source(Task task) {
        return KafkaSource.<Packet>builder()
                .setBootstrapServers(task.bootstrap())
                .setTopics(task.topic())
                .setGroupId(task.name())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("isolation.level", "read_committed")
                .setDeserializer(new Packet.Schema())
                .build();
    }

    private static KafkaSink<Answer> sink(Task task) {
        return KafkaSink.<Answer>builder()
                .setBootstrapServers(task.bootstrap())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(task.name())
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "60000")
                .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd")
                .setProperty(ProducerConfig.LINGER_MS_CONFIG, "100")
                .setRecordSerializer(new Answer.Schema(task.name()))
                .build();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
