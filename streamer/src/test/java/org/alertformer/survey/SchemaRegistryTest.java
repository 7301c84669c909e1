package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.survey.Decoded.Accepted;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryTest {
    private static final Duration PAUSE = Duration.ofMillis(1);

    @TempDir
    Path cache;

    private final Map<String, String> schemas = new ConcurrentHashMap<>();
    private final Map<String, String> registered = new ConcurrentHashMap<>();
    private String refusal = "";
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer server;
    private URI address;

    SchemaRegistryTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @BeforeEach
    void start() {
        server.createContext("/schemas/ids/", exchange -> {
            requests.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            String schema = schemas.get(path.substring(path.lastIndexOf('/') + 1));
            byte[] body = new JsonMapper().writeValueAsBytes(Map.of("schema", String.valueOf(schema)));
            int status = failures.getAndDecrement() > 0 ? 503 : schema == null ? 404 : 200;
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/subjects/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            registered.put(
                    exchange.getRequestURI().getPath(),
                    new JsonMapper().readTree(body).get("schema").asText());
            byte[] answer = refusal.isEmpty()
                    ? ("{\"id\":" + (100 + registered.size()) + "}").getBytes(StandardCharsets.UTF_8)
                    : refusal.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(refusal.isEmpty() ? 200 : 409, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void versionNobodyHasSeen_isReadThroughTheWritersSchema() throws Exception {
        Schema unseen = unseenSchema();
        schemas.put("1207", unseen.toString());
        failures.set(2);
        AlertReader reader = Survey.LSST.reader(schemas());

        Accepted read = (Accepted) reader.read(message(unseen));

        assertThat(read.version()).isEqualTo("12.7");
        assertThat(read.alert().object().number()).isEqualTo(42);
        assertThat(requests).hasValue(3);
    }

    @Test
    void schema_registered_getsTheIdOfTheRegistry() throws Exception {
        Schema schema = ClassAlert.getClassSchema();

        int id = SchemaRegistry.at(address, cache, PAUSE).register("alertformer.classifications-value", schema);

        assertThat(id).isEqualTo(101);
        assertThat(registered).containsOnlyKeys("/subjects/alertformer.classifications-value/versions");
        assertThat(new Schema.Parser().parse(registered.values().iterator().next()))
                .isEqualTo(schema);
    }

    @Test
    void schema_refusedByTheRegistry_saysWhy() {
        refusal = "{\"error_code\":409,\"message\":\"incompatible with an earlier schema\"}";

        ThrowingCallable registering =
                () -> SchemaRegistry.at(address, cache, PAUSE).register("flares-value", FlareAlert.getClassSchema());

        assertThatThrownBy(registering)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "/subjects/flares-value/versions", "409", "incompatible with an earlier schema");
    }

    @Test
    void answers_outliveTheRegistry() throws Exception {
        Schema unseen = unseenSchema();
        schemas.put("1207", unseen.toString());
        Decoded first = Survey.LSST.reader(schemas()).read(message(unseen));
        server.stop(0);

        Decoded second = Survey.LSST.reader(schemas()).read(message(unseen));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void registryThatIsDown_leavesTheBundledVersions() throws Exception {
        server.stop(0);
        Schema schema = DiaPackets.lsst("11.1");
        GenericRecord alert =
                DiaPackets.alert(schema, DiaPackets.source(schema, 7, 42L, 61_000, "i", 5, 1), List.of(), List.of());

        Decoded read = Survey.LSST.reader(schemas()).read(DiaPackets.framed(1101, alert));

        assertThat(read).isInstanceOf(Accepted.class);
    }

    @Test
    void unknownId_isAskedForOnce() {
        AlertReader reader = Survey.LSST.reader(schemas());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> reader.read(message(unseenSchema())))
                    .isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("/schemas/ids/1207 has no such schema");
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void otherAddresses_areRefused() {
        assertThatThrownBy(() -> SchemaRegistry.at(URI.create("file:/tmp"), cache))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'file:/tmp'");
    }

    private WriterSchemas schemas() {
        return WriterSchemas.of(SchemaRegistry.at(address, cache, PAUSE));
    }

    private static byte[] message(Schema schema) {
        GenericRecord source = new org.apache.avro.generic.GenericData.Record(
                schema.getField("diaSource").schema());
        source.put("novelty", List.of("a", "b"));
        source.put("diaSourceId", 7L);
        source.put("diaObjectId", 42L);
        source.put("ra", 1.0);
        source.put("dec", 2.0);
        source.put("midpointMjdTai", 61_000.5);
        source.put("band", "z");
        source.put("psfFlux", 5f);
        source.put("psfFluxErr", 1f);
        GenericRecord alert = new org.apache.avro.generic.GenericData.Record(schema);
        alert.put("diaSource", source);
        return DiaPackets.framed(1207, alert);
    }

    private static Schema unseenSchema() {
        Schema source = SchemaBuilder.record("diaSource")
                .fields()
                .name("novelty")
                .type()
                .array()
                .items()
                .stringType()
                .noDefault()
                .requiredLong("diaSourceId")
                .requiredLong("diaObjectId")
                .requiredDouble("ra")
                .requiredDouble("dec")
                .requiredDouble("midpointMjdTai")
                .requiredString("band")
                .optionalFloat("psfFlux")
                .optionalFloat("psfFluxErr")
                .endRecord();
        return SchemaBuilder.record("alert")
                .namespace("lsst.v12_7")
                .fields()
                .name("diaSource")
                .type(source)
                .noDefault()
                .endRecord();
    }
}
