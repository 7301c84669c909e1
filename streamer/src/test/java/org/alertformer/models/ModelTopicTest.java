package org.alertformer.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.inference.BatchSettings;
import org.alertformer.inference.Device;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.TestModels;
import org.alertformer.topology.TopicsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker. */
@Timeout(120)
class ModelTopicTest {
    @TempDir
    private static Path folder = Path.of("");

    /** Set before all tests. */
    @SuppressWarnings("NullAway.Init")
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder, 0, Map.of());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void follow_topicWithModels_theNewestServesBeforeItReturns() throws Exception {
        // Given
        ModelTopic.publish(client(), "newest", TestModels.golden("2"));
        ModelTopic.publish(client(), "newest", TestModels.golden("3"));
        try (MicroBatcher engine = engine()) {
            ModelSwap swap = new ModelSwap(engine, Device.cpu, new PrometheusRegistry());

            // When
            try (ModelTopic topic = ModelTopic.follow(client(), "newest", swap)) {

                // Then
                assertThat(engine.model().card().version()).isEqualTo("3");
                assertThat(swap.swapped()).isEqualTo(1);
            }
        }
    }

    @Test
    void follow_newestIsBad_theNewestSoundOneServes() throws Exception {
        // Given
        ModelTopic.publish(client(), "bad", TestModels.golden("2"));
        ModelTopic.publish(client(), "bad", "no model".getBytes(StandardCharsets.UTF_8));
        try (MicroBatcher engine = engine()) {
            ModelSwap swap = new ModelSwap(engine, Device.cpu, new PrometheusRegistry());

            // When
            try (ModelTopic topic = ModelTopic.follow(client(), "bad", swap)) {

                // Then
                assertThat(engine.model().card().version()).isEqualTo("2");
                assertThat(swap.refused()).isEqualTo(1);
            }
        }
    }

    @Test
    void follow_emptyTopic_takesWhatComesLater() throws Exception {
        try (MicroBatcher engine = engine();
                ModelTopic topic = ModelTopic.follow(
                        client(), "later", new ModelSwap(engine, Device.cpu, new PrometheusRegistry()))) {
            String before = engine.model().card().version();

            // When
            ModelTopic.publish(client(), "later", TestModels.golden("2"));

            // Then
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> engine.model().card().version().equals("2"));
            assertThat(before).isEqualTo("1");
        }
    }

    @Test
    void publish_largerThanAMegabyte_arrivesOnATopicOfOurMaking() throws Exception {
        // Given
        byte[] large = new byte[3 << 20];
        try (MicroBatcher engine = engine()) {
            ModelSwap swap = new ModelSwap(engine, Device.cpu, new PrometheusRegistry());

            // When
            ModelTopic.publish(client(), "large", large);

            // Then
            try (ModelTopic topic = ModelTopic.follow(client(), "large", swap)) {
                assertThat(swap.refused()).isEqualTo(1);
            }
        }
    }

    @Test
    void publish_largerThanTheTopicTakes_namesTheSetting() throws Exception {
        // Given
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic("small", Optional.of(1), Optional.empty())
                            .configs(Map.of("max.message.bytes", "1000"))))
                    .all()
                    .get();
        }

        // When, then
        assertThatThrownBy(() -> ModelTopic.publish(client(), "small", new byte[2_000]))
                .isInstanceOf(TopicsException.class)
                .hasMessage("the model has 2000 bytes, more than topic small takes: raise its setting"
                        + " max.message.bytes");
    }

    private static MicroBatcher engine() {
        return MicroBatcher.start(
                OnnxModel.open(TestModels.golden("1"), "first", Device.cpu), new BatchSettings(1, 4, Duration.ZERO));
    }

    private static Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
