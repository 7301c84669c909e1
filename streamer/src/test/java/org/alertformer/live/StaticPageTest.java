package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StaticPageTest {
    private static final Map<String, HttpHandler> ROUTES = StaticPage.routes();
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void get_everyFile_hasAStrictPolicyAndNothingInline() throws Exception {
        try (WebServer server = WebServer.start("127.0.0.1", 0, ROUTES)) {
            for (String path : ROUTES.keySet()) {
                // When
                HttpResponse<String> file = client.send(
                        HttpRequest.newBuilder(server.address().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());

                // Then
                assertThat(file.statusCode()).isEqualTo(200);
                assertThat(file.headers().firstValue("Content-Security-Policy")).hasValue(StaticPage.POLICY);
                assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
                String code = file.headers().firstValue("Content-Type").orElse("");
                assertThat(code).matches("text/(html|css|javascript); charset=utf-8|image/svg\\+xml");
                assertThat(file.body())
                        .as(path)
                        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                        .doesNotContainPattern(Pattern.compile("<script[^>]*>[^<]|<style|\\son[a-z]+=|style=\""))
                        .doesNotContainPattern(
                                Pattern.compile("(src|import|url\\(|@import|from)\\s*[=(]?\\s*\"?https?:"));
            }
        }
    }

    @Test
    void policy_allowsNothingButOwnFiles() {
        assertThat(StaticPage.POLICY)
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe", "http", "*", "data:", "blob:");
    }
}
