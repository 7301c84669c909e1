package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.Classification;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.schemas.Interval;
import org.alertformer.schemas.Model;
import org.alertformer.schemas.Observation;
import org.alertformer.schemas.ObservationKind;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker. */
class ScoreCommandTest {
    private static final String TRUTH = """
            objectId,class,source,ra,dec,alerts,amplitude_njy,onset_mjd,decay_days,parameters
            1,flare,flare,10,20,2,1000,61000,20,
            2,drw,drw,10,20,90,,,,
            """;
    private static final Model MODEL = new Model("m", "1", "abc", "t");
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    @Test
    void call_judgesWhatIsCommittedAndCountsLosses() throws Exception {
        Path truth = Files.writeString(folder.resolve("truth.csv"), TRUTH);
        try (var broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of())) {
            fill(broker.bootstrapServers());

            int exit = execute(
                    "--bootstrap",
                    broker.bootstrapServers(),
                    "--truth",
                    truth.toString(),
                    "--prefix",
                    "p",
                    "--input",
                    "native",
                    "--exit-when-done",
                    "--patience",
                    "2",
                    "--json",
                    folder.resolve("score.json").toString());

            JsonNode score =
                    new ObjectMapper().readTree(folder.resolve("score.json").toFile());
            assertThat(exit).isEqualTo(1);
            assertThat(score.get("accuracy").asDouble()).isEqualTo(0.5);
            assertThat(score.at("/confusion/flare/drw").asInt()).isEqualTo(1);
            assertThat(score.at("/flares/all/onset/bias").asDouble()).isEqualTo(0.25);
            assertThat(score.at("/delivery/sent").asInt()).isEqualTo(3);
            assertThat(score.at("/delivery/lost").asInt()).isEqualTo(1);
            assertThat(score.at("/delivery/duplicated").asInt()).isZero();
            assertThat(printed.toString()).contains("sent 3   answered 2   lost 1   duplicated 0");
        }
    }

    @Test
    void call_withoutATruthFileSaysWhich() {
        int exit = execute("--truth", folder.resolve("absent.csv").toString());

        assertThat(exit).isEqualTo(1);
        assertThat(complaints.toString()).contains("absent.csv does not exist").hasLineCount(1);
    }

    @Test
    void call_fromNowhereIsMisuse() throws Exception {
        Path truth = Files.writeString(folder.resolve("truth.csv"), TRUTH);

        int exit = execute("--truth", truth.toString(), "--from", "yesterday");

        assertThat(exit).isEqualTo(2);
        assertThat(complaints.toString()).contains("'yesterday'").hasLineCount(1);
    }

    private int execute(String... arguments) {
        return Program.of(new ScoreCommand())
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(complaints, true))
                .execute(arguments);
    }

    private static void fill(String bootstrap) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrap);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of("native", "p.classifications", "p.flares").stream()
                            .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
        try (var producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            AlertCodec<Alert> alerts = AlertCodec.of(Alert.class, Format.CONTAINER);
            for (Alert alert : List.of(sent(1, 1), sent(1, 2), sent(2, 1))) {
                producer.send(new ProducerRecord<>("native", alerts.encode(alert)));
            }
            AlertCodec<ClassAlert> answers = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
            for (ClassAlert alert : List.of(answer(1, 1, "drw"), answer(1, 2, "flare"))) {
                producer.send(new ProducerRecord<>("p.classifications", answers.encode(alert)));
            }
            AlertCodec<FlareAlert> flares = AlertCodec.of(FlareAlert.class, Format.CONTAINER);
            producer.send(new ProducerRecord<>("p.flares", flares.encode(flare(1, 2))));
        }
    }

    private static Alert sent(long objectId, long alertId) {
        var trigger = new Observation(alertId, 61_001.0, "g", 900f, 50f, ObservationKind.DETECTION, 0.0);
        return new Alert("lsst", objectId, null, alertId, 10.0, 20.0, List.of(trigger));
    }

    private static ClassAlert answer(long objectId, long alertId, String best) {
        var classifications = List.of(
                new Classification("drw", best.equals("drw") ? 0.9f : 0.1f),
                new Classification("flare", best.equals("flare") ? 0.9f : 0.1f));
        return new ClassAlert(
                "lsst",
                objectId,
                Long.toString(objectId),
                alertId,
                10.0,
                20.0,
                61_001.0,
                1,
                0,
                0.0,
                classifications,
                best,
                0.9f,
                MODEL,
                NOW,
                NOW,
                NOW,
                null);
    }

    private static FlareAlert flare(long objectId, long alertId) {
        return new FlareAlert(
                "lsst",
                objectId,
                Long.toString(objectId),
                alertId,
                10.0,
                20.0,
                61_001.0,
                0.9f,
                new Interval(1000.0, 900.0, 1100.0),
                new Interval(61_000.25, 60_999.5, 61_001.0),
                new Interval(20.0, 15.0, 25.0),
                List.of(0f, 0f, 0f),
                1.0,
                true,
                MODEL,
                NOW,
                NOW,
                NOW);
    }
}
