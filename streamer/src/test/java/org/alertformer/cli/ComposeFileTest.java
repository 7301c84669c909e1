package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** Holds the names in the compose file against what the programs in it know. */
final class ComposeFileTest {
    private static final Path FOLDER = Path.of("../docker");
    /** {@code "127.0.0.1:${NAME:-8081}:8080"}. */
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\$\\{ALERTFORMER_[A-Z0-9_]+:-(\\d+)}:(\\d+)");

    @Test
    void everyCommandOfOurs_isUnderstood() throws IOException {
        List<List<String>> commands = commands();

        List<CommandLine.ParseResult> understood = commands.stream()
                .map(command -> Program.of(new Alertformer()).parseArgs(command.toArray(String[]::new)))
                .toList();

        assertThat(understood)
                .extracting(result -> result.subcommand().commandSpec().name())
                .contains("run", "simulate", "replay");
    }

    @Test
    void everyPort_isOnLoopbackAndListenedTo() throws IOException {
        Map<String, JsonNode> services = services();

        services.forEach((name, service) -> list(service.get("ports")).forEach(port -> {
            Matcher matcher = PORT.matcher(port);
            assertThat(matcher.matches()).as("%s: %s", name, port).isTrue();
            assertThat(listened(name, service)).as(name).contains(matcher.group(2));
        }));
        assertThat(services.values().stream().flatMap(service -> list(service.get("ports")).stream()))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(3);
    }

    /** As the official image does it: KAFKA_LOG_DIRS is log.dirs. */
    @Test
    void everyVariableOfKafka_isASettingOfKafka() throws IOException {
        JsonNode environment = compose().at("/services/kafka/environment");
        var settings = new TreeSet<String>();

        names(environment).stream()
                .filter(name -> !"KAFKA_HEAP_OPTS".equals(name))
                .map(name -> name.substring("KAFKA_".length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'))
                .forEach(settings::add);

        assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings).contains("node.id");
    }

    @Test
    void everyName_isDeclared() throws IOException {
        JsonNode compose = compose();
        Map<String, JsonNode> services = services();

        services.forEach((name, service) -> {
            assertThat(list(service.get("profiles"))).as(name).isSubsetOf("demo", "monitoring", "cuda");
            JsonNode needed = service.path("depends_on");
            assertThat(services.keySet()).as(name).containsAll(needed.isArray() ? list(needed) : names(needed));
            list(service.get("volumes")).forEach(volume -> {
                String source = volume.substring(0, volume.indexOf(':'));
                if (source.startsWith(".")) {
                    assertThat(FOLDER.resolve(source)).isRegularFile();
                } else {
                    assertThat(compose.get("volumes").has(source)).as(source).isTrue();
                }
            });
            assertThat(service.has("mem_limit")).as(name).isTrue();
        });
        assertThat(compose.at("/services/kafka/image").asText())
                .isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
    }

    @Test
    void everyFileThatTheImageTakes_isThere() throws IOException {
        List<String> copied = Files.readAllLines(FOLDER.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
                .flatMap(line -> {
                    List<String> words = Arrays.asList(line.split(" "));
                    return words.subList(1, words.size() - 1).stream();
                })
                .toList();

        List<Path> files = copied.stream().map(Path.of("..")::resolve).toList();

        assertThat(files)
                .hasSizeGreaterThan(5)
                .allSatisfy(file -> assertThatCode(file::toRealPath).doesNotThrowAnyException());
    }

    private static JsonNode compose() throws IOException {
        // Jackson's own reader of YAML does not merge one mapping into another
        try (Reader file = Files.newBufferedReader(FOLDER.resolve("compose.yaml"))) {
            return new JsonMapper().valueToTree(new Yaml().load(file));
        }
    }

    private static Map<String, JsonNode> services() throws IOException {
        var services = new TreeMap<String, JsonNode>();
        compose().get("services").fields().forEachRemaining(entry -> services.put(entry.getKey(), entry.getValue()));
        return services;
    }

    /** What our own program is called with, in all services. */
    private static List<List<String>> commands() throws IOException {
        var commands = new ArrayList<List<String>>();
        for (JsonNode service : services().values()) {
            if (!service.get("image").asText().startsWith("alertformer:")) {
                continue;
            }
            List<String> words = list(service.get("command"));
            if (service.has("entrypoint")) {
                Stream.of(words.get(0).split("&&"))
                        .map(command -> List.of(command.strip().split("\\s+")))
                        .forEach(command -> commands.add(command.subList(1, command.size())));
            } else {
                commands.add(words);
            }
        }
        return commands;
    }

    private static Stream<String> listened(String name, JsonNode service) {
        return switch (name) {
            case "kafka" ->
                Stream.of(service.get("environment")
                        .get("KAFKA_LISTENERS")
                        .asText()
                        .split("[:,]"));
            case "prometheus" -> Stream.of("9090");
            case "grafana" -> Stream.of("3000");
            default -> list(service.get("command")).stream().flatMap(word -> Stream.of(word.split("=")));
        };
    }

    private static List<String> list(JsonNode node) {
        return node == null
                ? List.of()
                : StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
    }

    private static List<String> names(JsonNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
