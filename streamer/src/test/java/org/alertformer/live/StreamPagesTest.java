package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.inference.BatchMetrics;
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
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.StreamCounters;
import org.alertformer.topology.StreamFixture;
import org.alertformer.topology.TopologySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's tools see of a stream on a real broker. */
class StreamPagesTest {
    private static final TopologySettings SETTINGS =
            TopologySettings.of(Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final StreamCounters counters = new StreamCounters(registry);
    private final InferenceEngine engine = MicroBatcher.start(
            TestModels.open(), new BatchSettings(1, 16, Duration.ofMillis(5)), new BatchMetrics(registry));
    private final StreamWatch watch = new StreamWatch(engine);

    @Test
    void health_noStreamYet_isLiveButNotReady() throws Exception {
        try (WebServer server = serve()) {
            // When
            HttpResponse<String> health = get(server, "/health");

            // Then
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);
            assertThat(json(health).get("state").asText()).isEqualTo("starting");
        }
        engine.close();
    }

    @Test
    void pages_ofARunningStream_tellWhatItHasDone() throws Exception {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.CONTAINER);
        try (WebServer server = serve();
                StreamFixture kafka = new StreamFixture(directory);
                AlertStream stream = kafka.stream(SETTINGS, engine, counters)) {
            watch.watch(stream);
            stream.awaitRunning();
            kafka.send("42".getBytes(StandardCharsets.UTF_8), codec.encode(NativeAlerts.of(alert(1))));
            kafka.send("42".getBytes(StandardCharsets.UTF_8), codec.encode(NativeAlerts.of(alert(2))));
            kafka.send("42".getBytes(StandardCharsets.UTF_8), codec.encode(NativeAlerts.of(alert(2))));
            kafka.send("42".getBytes(StandardCharsets.UTF_8), new byte[] {7});
            kafka.read("test.classifications", 2);
            kafka.read("test.dead-letters", 1);

            // When
            HttpResponse<String> metrics = get(server, "/metrics");

            // Then
            assertThat(metrics.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
            assertThat(metrics.body().lines())
                    .contains(
                            "alertformer_alerts_received_total{survey=\"native\",topic=\"alerts\"} 4.0",
                            "alertformer_alerts_repeated_total 1.0",
                            "alertformer_class_alerts_total{class=\"loud\",survey=\"test\"} 2.0",
                            "alertformer_dead_letters_total{reason=\"malformed\"} 1.0",
                            "alertformer_latency_seconds_count 2",
                            "alertformer_pending_alerts 0.0",
                            "alertformer_batch_size_sum 2.0",
                            "alertformer_ready 1.0",
                            "alertformer_tasks 2.0")
                    .anyMatch(line -> line.matches("alertformer_store_entries\\{store=\"objects\"} [1-9]\\.0"))
                    .anyMatch(line -> line.startsWith("alertformer_model_info{digest=\""
                            + engine.model().digest() + "\",name=\"loudness\",version=\"1\"}"))
                    .anyMatch(line -> line.startsWith("alertformer_consumer_lag_records{partition=\"0\""))
                    .anyMatch(line -> line.startsWith("process_cpu_seconds_total"));
            JsonNode health = json(get(server, "/health"));
            assertThat(health.get("healthy").asBoolean()).isTrue();
            assertThat(health.get("tasks").asInt()).isEqualTo(2);
            assertThat(health.get("lag").asLong()).isZero();
            assertThat(health.get("model").get("digest").asText())
                    .isEqualTo(engine.model().digest());
            assertThat(get(server, "/health/ready?max-lag=0").statusCode()).isEqualTo(200);
        }
        engine.close();
    }

    private WebServer serve() throws Exception {
        Map<String, HttpHandler> routes = new HashMap<>(HealthPages.of(watch));
        routes.put("/metrics", MetricsPage.of(watch, registry));
        return WebServer.start("127.0.0.1", 0, routes);
    }

    private HttpResponse<String> get(WebServer server, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.address().resolve(path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }

    private static SurveyAlert alert(long id) {
        Observation trigger = new Observation(id, 60000 + id, Band.R, Kind.DETECTION, 1000, 50, 0);
        return new SurveyAlert("test", ObjectId.of(42), id, 10, 20, trigger, List.of());
    }
}
