package org.alertformer.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({
        "/, 200, root",
        "/page, 200, page",
        "/page?a=b, 200, page",
        "/objects/17/more, 200, below",
        "/pages, 404, no such page",
        "/objects, 404, no such page"
    })
    void get_path_findsItsRoute(String path, int status, String body) throws Exception {
        try (WebServer server = start()) {
            // When
            HttpResponse<String> response = send(server, "GET", path);

            // Then
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body().strip()).isEqualTo(body);
        }
    }

    @Test
    void get_anything_carriesGuardingHeaders() throws Exception {
        try (WebServer server = start()) {
            // When
            HttpResponse<String> response = send(server, "GET", "/page");

            // Then
            assertThat(response.headers().map())
                    .containsEntry("x-content-type-options", List.of("nosniff"))
                    .containsEntry("cache-control", List.of("no-store"))
                    .containsKey("content-security-policy");
        }
    }

    @Test
    void head_page_hasTheLengthAndNoBody() throws Exception {
        try (WebServer server = start()) {
            // When
            HttpResponse<String> response = send(server, "HEAD", "/page");

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-length")).hasValue("4");
            assertThat(response.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void otherMethods_areNotAllowed(String method) throws Exception {
        try (WebServer server = start()) {
            // When
            HttpResponse<String> response = send(server, method, "/page");

            // Then
            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void handlerThatThrows_isAFaultThatTellsNothing() throws Exception {
        try (WebServer server = start()) {
            // When
            HttpResponse<String> response = send(server, "GET", "/broken");

            // Then
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).isNotEmpty().doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "localhost:8080, 200",
        "127.0.0.1:1, 200",
        "[::1]:8080, 200",
        "evil.example, 421",
        "127.0.0.1.evil.example:80, 421",
        "localhost.evil.example, 421"
    })
    void hostHeader_ofAnotherName_isRefusedOnLoopback(String host, int status) throws Exception {
        try (WebServer server = start()) {
            // When
            String answer = raw(server, "GET /page HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

            // Then
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void start_addressInUse_namesIt() throws IOException {
        try (WebServer server = start()) {
            int port = server.address().getPort();

            // When, Then
            assertThatThrownBy(() -> WebServer.start("127.0.0.1", port, Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("http cannot be served at 127.0.0.1:" + port + ": ");
        }
    }

    @Test
    void close_freesTheAddress() throws IOException {
        WebServer server = start();

        // When
        server.close();

        // Then
        assertThatThrownBy(() -> send(server, "GET", "/page")).isInstanceOf(ConnectException.class);
    }

    private static WebServer start() throws IOException {
        HttpHandler broken = exchange -> {
            throw new IllegalStateException("secret");
        };
        return WebServer.start(
                "127.0.0.1",
                0,
                Map.of("/", saying("root"), "/page", saying("page"), "/objects/", saying("below"), "/broken", broken));
    }

    private static HttpHandler saying(String text) {
        return exchange -> WebServer.answer(exchange, 200, "text/plain", text.getBytes(UTF_8));
    }

    private HttpResponse<String> send(WebServer server, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A request as its bytes: the JDK's client does not let a test choose the header Host. */
    private static String raw(WebServer server, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(request.getBytes(UTF_8));
            out.flush();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
