package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgetting in a whole topology, in the alerts' own time. */
class ClockHandTest {
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);
    private static final OutputTopics OUTPUTS = new OutputTopics("test");

    @TempDir
    private Path directory;

    private final StreamCounters counters = new StreamCounters();

    /** A new object each day and one that goes on: with 30 days of retention few are there at any time. */
    @Test
    void process_objectsThatNeverComeAgain_areBoundedInNumber() {
        try (TopologyTestDriver driver = driver(30)) {
            TestInputTopic<byte[], byte[]> input = input(driver);
            int most = 0;

            // When
            for (int day = 0; day < 600; day++) {
                send(input, 1_000_000, 2 * day, 60000 + day);
                send(input, 1 + day, 2 * day + 1, 60000 + day);
                most = Math.max(most, objects(driver).size());
            }

            // Then
            assertThat(most).isLessThan(2 * (30 + (int) ClockHand.GRACE_DAYS) + 2 * ClockHand.STRIDE);
            assertThat(objects(driver)).contains("1000000", "600", "571");
            assertThat(counters.snapshot().forgotten())
                    .isEqualTo(601 - objects(driver).size());
            assertThat(counters.snapshot().published()).isEqualTo(1200);
        }
    }

    @Test
    void process_withoutRetention_nothingIsForgotten() {
        try (TopologyTestDriver driver = driver(TopologySettings.NO_RETENTION)) {
            TestInputTopic<byte[], byte[]> input = input(driver);

            // When
            for (int day = 0; day < 200; day++) {
                send(input, 1 + day, day, 60000 + 10 * day);
            }

            // Then
            assertThat(objects(driver)).hasSize(200);
        }
    }

    /** An alert of a broken clock moves the few objects that it looks at, not all. */
    @Test
    void process_oneAlertFromTheFuture_deletesNoMoreThanItLooksAt() {
        try (TopologyTestDriver driver = driver(30)) {
            TestInputTopic<byte[], byte[]> input = input(driver);
            for (int i = 0; i < 10 * ClockHand.STRIDE - 1; i++) {
                send(input, 1 + i, i, 60000);
            }

            // When
            send(input, 1_000_000, 1_000_000, 80000);
            for (int i = 0; i < 10 * ClockHand.STRIDE; i++) {
                send(input, 1, 2_000_000 + i, 60000.001 + i * 0.001);
            }

            // Then
            assertThat(objects(driver)).hasSizeGreaterThanOrEqualTo(9 * ClockHand.STRIDE - 1);
        }
    }

    private TopologyTestDriver driver(double retentionDays) {
        TopologySettings usual = TopologySettings.of(Survey.NATIVE, InputTopics.named("alerts"), OUTPUTS);
        TopologySettings settings = new TopologySettings(usual.input(), usual.output(), 64, retentionDays);
        Properties properties = new Properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        return new TopologyTestDriver(
                new AlertTopology(settings, FakeEngine.answeringAtOnce(), counters).get(), properties);
    }

    private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver) {
        return driver.createInputTopic("alerts", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(TestInputTopic<byte[], byte[]> input, long object, long id, double mjd) {
        Observation trigger = new Observation(id, mjd, Band.R, Kind.DETECTION, 1000, 50, 0);
        SurveyAlert alert = new SurveyAlert("test", ObjectId.of(object), id, 10, 20, trigger, List.of());
        input.pipeInput(Long.toString(object).getBytes(StandardCharsets.UTF_8), ALERTS.encode(NativeAlerts.of(alert)));
    }

    private static Set<String> objects(TopologyTestDriver driver) {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(AlertTopology.OBJECT_STORE);
        Set<String> names = new HashSet<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> {
                byte[] key = entry.key.get();
                names.add(new String(key, 0, key.length - 2, StandardCharsets.UTF_8));
            });
        }
        return names;
    }
}
