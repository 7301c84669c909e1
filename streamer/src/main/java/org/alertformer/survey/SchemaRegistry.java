package org.alertformer.survey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A Confluent schema registry: reads with {@code GET /schemas/ids/ID} and registers with {@code POST
 * /subjects/SUBJECT/versions} [1]. What it answered once to the first is kept on disk, so that a restart does not depend on it. Failures other than "there is no such schema" are tried again, each time
 * after twice the pause; an id that could not be had is not asked for again for a minute, so that a registry that is down
 * does not hold up every message. Safe for use by several threads, which wait for each other.
 *
 * <p>[1] Confluent Platform, "Schema Registry API reference".
 */
public final class SchemaRegistry {
    /** What is said of an id where there is no registry. */
    static final Answer NONE = new Answer(null, "no schema registry is configured", true);

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int ATTEMPTS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int MOST_FAILURES = 1000;
    private static final int NOT_FOUND = 404;
    private static final JsonMapper JSON = new JsonMapper();

    private final URI address;
    private final Path cache;
    private final Duration pause;
    private final HttpClient client;
    private final Map<Integer, Failure> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Failure> eldest) {
            return size() > MOST_FAILURES;
        }
    };

    /**
     * @param schema null if it could not be had
     * @param problem why
     * @param isFinal whether asking again would bring nothing new
     */
    record Answer(@Nullable Schema schema, String problem, boolean isFinal) {}

    private record Failure(Answer answer, long until) {}

    private SchemaRegistry(URI address, Path cache, Duration pause) {
        this.address = address;
        this.cache = cache;
        this.pause = pause;
        this.client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    }

    /**
     * @param address of the registry, http or https
     * @param cache a directory for its answers, made when needed
     */
    public static SchemaRegistry at(URI address, Path cache) {
        return at(address, cache, Duration.ofMillis(500));
    }

    /**
     * @param pause before the second attempt
     */
    static SchemaRegistry at(URI address, Path cache, Duration pause) {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException("schema registry '" + address + "' is no http or https address");
        }
        return new SchemaRegistry(address, cache, pause);
    }

    synchronized Answer find(int id) {
        Failure failure = failures.get(id);
        if (failure != null && System.nanoTime() - failure.until < 0) {
            return failure.answer;
        }
        Path file = cache.resolve(id + ".avsc");
        Answer answer;
        try {
            answer = Files.isRegularFile(file) ? parsed(Files.readString(file)) : fetched(id, file);
        } catch (IOException | UndecodableException e) {
            answer = new Answer(null, address + " gave no schema " + id + ": " + e.getMessage(), false);
        }
        if (answer.schema == null) {
            failures.put(id, new Failure(answer, System.nanoTime() + SILENCE.toNanos()));
        }
        return answer;
    }

    /**
     * Registers a schema, or finds the id it was given before.
     *
     * @param subject by Confluent's convention the topic's name followed by {@code -value}
     * @return the schema's id
     * @throws IOException if the registry cannot be reached or refuses, for example since the schema is not compatible with
     *     the subject's versions; the message has the registry's own words
     */
    public int register(String subject, Schema schema) throws IOException, InterruptedException {
        URI uri = URI.create(root() + "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE + ", application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("schema", schema.toString()))))
                .build();
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException("schema registry " + address + " cannot be reached: " + e, e);
        }
        if (response.statusCode() != 200) {
            throw new IOException(uri + " answered " + response.statusCode() + ": " + response.body());
        }
        return idIn(uri, response.body());
    }

    private static int idIn(URI uri, String body) throws IOException {
        try {
            JsonNode id = JSON.readTree(body).get("id");
            if (id != null && id.isInt()) {
                return id.intValue();
            }
        } catch (JsonProcessingException e) {
            throw new IOException(uri + " answered no JSON: " + body, e);
        }
        throw new IOException(uri + " answered without an id: " + body);
    }

    private String root() {
        return address.toString().replaceAll("/+$", "");
    }

    private static Answer parsed(String schema) throws UndecodableException {
        return new Answer(ContainerHeader.parseSchema(schema), "", true);
    }

    private Answer fetched(int id, Path file) throws IOException, UndecodableException {
        URI uri = URI.create(root() + "/schemas/ids/" + id);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Accept", MEDIA_TYPE + ", application/json")
                .build();
        String problem = "";
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Thread.sleep(attempt == 0 ? 0 : pause.toMillis() << attempt - 1);
                try {
                    HttpResponse<String> response =
                            client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                    if (response.statusCode() == NOT_FOUND) {
                        return new Answer(null, uri + " has no such schema", false);
                    }
                    if (response.statusCode() == 200) {
                        String schema = schemaIn(response.body());
                        Answer answer = parsed(schema);
                        keep(file, schema);
                        return answer;
                    }
                    problem = "status " + response.statusCode();
                } catch (IOException e) {
                    problem = String.valueOf(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        }
        return new Answer(null, uri + " cannot be had: " + problem, false);
    }

    private static String schemaIn(String body) throws IOException {
        try {
            JsonNode schema = JSON.readTree(body).get("schema");
            if (schema == null || !schema.isTextual()) {
                throw new IOException("the answer has no schema");
            }
            return schema.asText();
        } catch (JsonProcessingException e) {
            throw new IOException("the answer is no JSON", e);
        }
    }

    private static void keep(Path file, String schema) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path unfinished = Files.createTempFile(folder, "schema", ".part");
        Files.writeString(unfinished, schema);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
