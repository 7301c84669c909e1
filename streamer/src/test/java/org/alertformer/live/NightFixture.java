package org.alertformer.live;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.TestModels;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Format;
import org.alertformer.subscription.PublishedAlerts;
import org.alertformer.survey.Survey;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.Membership;
import org.alertformer.topology.OutputTopics;
import org.alertformer.topology.StreamSettings;
import org.alertformer.topology.TopologySettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker, instances of the stream with their pages, and what happens in the night. */
final class NightFixture implements AutoCloseable {
    private static final String INPUT = "alerts";
    private static final OutputTopics OUTPUTS = new OutputTopics("test");
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);

    private final Path directory;
    private final EmbeddedBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;

    /** One instance of the stream and its page. */
    record Instance(InferenceEngine engine, AlertPage page, WebServer web, AlertStream stream)
            implements AutoCloseable {
        @Override
        public void close() {
            stream.close();
            web.close();
            page.close();
            engine.close();
        }
    }

    NightFixture(Path directory) throws Exception {
        this.directory = directory;
        this.broker = EmbeddedBroker.start(directory.resolve("broker"), 0, Map.of());
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(INPUT, Optional.of(4), Optional.empty())))
                    .all()
                    .get();
        }
        this.producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Starts an instance with a state directory of its own; the test model answers. */
    Instance start(String name) throws Exception {
        InferenceEngine engine = MicroBatcher.start(TestModels.open(), new BatchSettings(1, 16, Duration.ofMillis(5)));
        AlertPage page = new AlertPage(engine, 0.5);
        WebServer web = WebServer.start("127.0.0.1", 0, page.routes());
        StreamSettings settings = new StreamSettings(
                        broker.bootstrapServers(),
                        "test",
                        directory.resolve(name),
                        1,
                        0,
                        Duration.ZERO,
                        Membership.ofStateDirectory(),
                        Map.of("session.timeout.ms", "6000"),
                        TopologySettings.of(Survey.NATIVE, InputTopics.named(INPUT), OUTPUTS))
                .servedAt("127.0.0.1:" + web.address().getPort());
        AlertStream stream = AlertStream.start(settings, engine);
        page.show(stream, settings, Duration.ofMinutes(5));
        stream.awaitRunning();
        return new Instance(engine, page, web, stream);
    }

    /** Sends alerts of one object, night after night, alternating in g and r. */
    void observe(String object, int nights, float flux) {
        for (int night = 0; night < nights; night++) {
            Observation trigger = new Observation(
                    night + 1,
                    61_000 + night,
                    night % 2 == 0 ? Band.G : Band.R,
                    Kind.DETECTION,
                    (float) (flux * Math.exp(-night / 8.0)),
                    50,
                    0);
            Observation limit = new Observation(1000 + night, 60_990 + night, Band.I, Kind.LIMIT, 0, 60, 0);
            SurveyAlert alert = new SurveyAlert(
                    "test",
                    ObjectId.named(object),
                    night + 1,
                    150 + night % 3,
                    2,
                    trigger,
                    night == 0 ? List.of(limit) : List.of());
            producer.send(new ProducerRecord<>(
                    INPUT, object.getBytes(StandardCharsets.UTF_8), ALERTS.encode(NativeAlerts.of(alert))));
        }
        producer.flush();
    }

    /** Publishes a class alert as a stream elsewhere would. */
    void publish(String object, long alert, String best, float probability) {
        Instant now = Instant.now();
        ClassAlert published = PublishedAlerts.classAlert(object, alert, best, probability);
        published.setRa(alert * 137.508 % 360);
        published.setDec(Math.toDegrees(Math.asin((alert * 0.618 % 1) * 2 - 1)));
        published.setIngestedAt(now);
        published.setPublishedAt(now);
        byte[] key = object.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(OUTPUTS.classifications(), key, CLASS_ALERTS.encode(published)));
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }
}
