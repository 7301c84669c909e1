package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects on a real broker, kept by two instances of one stream. */
class ObjectPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    @Timeout(180)
    void get_objectsOfTwoInstances_eitherPageKnowsAllAndPassesOnOnce() throws Exception {
        List<String> names =
                IntStream.range(0, 12).mapToObj(i -> "object " + i + "/é?").toList();
        try (NightFixture night = new NightFixture(directory);
                NightFixture.Instance one = night.start("one");
                NightFixture.Instance two = night.start("two")) {
            names.forEach(name -> night.observe(name, 5, 1000));
            for (String name : names) {
                Awaitility.await().atMost(PATIENCE).until(() -> isKept(one, two, name));
            }

            for (String name : names) {
                // When
                HttpResponse<String> first = get(one, name, false);
                HttpResponse<String> second = get(two, name, false);

                // Then
                assertThat(first.statusCode()).as(name + " " + first.body()).isEqualTo(200);
                JsonNode object = JSON.readTree(first.body());
                assertThat(object.get("name").asText()).isEqualTo(name);
                assertThat(object.get("observations")).hasSize(6);
                assertThat(object.get("evolution")).hasSize(5);
                assertThat(JSON.readTree(second.body()).get("observations")).isEqualTo(object.get("observations"));
            }

            Set<Integer> statuses = new HashSet<>();
            for (String name : names) {
                int here = get(one, name, true).statusCode();
                int there = get(two, name, true).statusCode();
                statuses.add(here);
                assertThat(Set.of(here, there))
                        .as("kept once, and a question passed on stays where it came")
                        .isEqualTo(Set.of(200, 404));
            }
            assertThat(statuses).as("both instances keep some").isEqualTo(Set.of(200, 404));
            assertThat(get(one, "nobody", false).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "name=a%20b%2Fc+d, a b/c d",
                "x=1&name=ZTF, ZTF",
                "name=%C3%A9, é",
                "name=%zz, -",
                "names=a, -",
                "-, -"
            })
    void parameter_queryString_decoded(String query, String expected) {
        // When
        String value = ObjectPage.parameter(query, "name");

        // Then
        assertThat(value).isEqualTo(expected);
    }

    private boolean isKept(NightFixture.Instance one, NightFixture.Instance two, String name) throws Exception {
        HttpResponse<String> here = get(one, name, true);
        HttpResponse<String> found = here.statusCode() == 200 ? here : get(two, name, true);
        return found.statusCode() == 200
                && JSON.readTree(found.body()).get("observations").size() == 6;
    }

    private HttpResponse<String> get(NightFixture.Instance instance, String name, boolean passedOn) throws Exception {
        URI question =
                instance.web().address().resolve("/api/object?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(question);
        if (passedOn) {
            request.header(ObjectPage.FORWARDED, "1");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
