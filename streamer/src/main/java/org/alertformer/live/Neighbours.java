package org.alertformer.live;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages of the stream's other instances, at the addresses that their consumer group knows them by. */
final class Neighbours {
    private static final Logger log = LoggerFactory.getLogger(Neighbours.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** What an instance knows of an object, or null if it knows nothing or does not answer. */
    @Nullable
    String ask(HostInfo instance, String object) throws InterruptedException {
        String host = instance.host().contains(":") ? "[" + instance.host() + "]" : instance.host();
        URI question = URI.create("http://" + host + ":" + instance.port() + "/api/object?name="
                + URLEncoder.encode(object, StandardCharsets.UTF_8));
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(question)
                            .header(ObjectPage.FORWARDED, "1")
                            .timeout(ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : null;
        } catch (IOException e) {
            log.debug("{} does not answer: {}", instance, e.toString());
            return null;
        }
    }
}
