package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamTest {
    private final AlertRing ring = new AlertRing(1000);
    private final EventStream events = new EventStream(ring, () -> "{\"a\":1}", () -> "{\"b\":2}");
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        server = WebServer.start("127.0.0.1", 0, Map.of("/events", events));
    }

    @AfterEach
    void stop() {
        events.close();
        server.close();
    }

    @Test
    void get_events_beginWithHelloThenAlertsThenStatus() throws Exception {
        ring.add("\"one\"");
        ring.add("\"two\"");

        // When
        List<Event> read = read("", 3);

        // Then
        assertThat(read).extracting(Event::name).containsExactly("hello", "alerts", "status");
        assertThat(read.get(0).data()).isEqualTo("{\"resumed\":false,\"a\":1}");
        assertThat(read.get(1).data()).isEqualTo("{\"lost\":0,\"alerts\":[\"one\",\"two\"]}");
        assertThat(read.get(1).id()).endsWith("-2");
        assertThat(read.get(2).data()).isEqualTo("{\"b\":2}");
    }

    /** What would end an event or begin another one inside a text comes escaped. */
    @Test
    void get_lineEndsInsideATerm_stayWithinTheirEvent() throws Exception {
        ring.add(Json.object(json -> json.writeStringField("object", "a\n\nevent: hello\r\ndata: {}\u2028")));

        // When
        List<Event> read = read("", 3);

        // Then
        assertThat(read).extracting(Event::name).containsExactly("hello", "alerts", "status");
        assertThat(read.get(1).data()).contains("a\\n\\nevent: hello\\r\\ndata: {}");
    }

    @Test
    void get_withTheLastIdSeen_goesOnFromThere() throws Exception {
        ring.add("1");
        ring.add("2");
        String seen = read("", 2).get(1).id();
        ring.add("3");

        // When
        List<Event> resumed = read(seen, 2);

        // Then
        assertThat(resumed.get(0).data()).startsWith("{\"resumed\":true");
        assertThat(resumed.get(1).data()).isEqualTo("{\"lost\":0,\"alerts\":[3]}");
    }

    @Test
    void get_withAnIdOfAnotherLife_beginsAnew() throws Exception {
        ring.add("1");

        // When
        List<Event> read = read("zzz-1", 2);

        // Then
        assertThat(read.get(0).data()).startsWith("{\"resumed\":false");
        assertThat(read.get(1).data()).isEqualTo("{\"lost\":0,\"alerts\":[1]}");
    }

    /** A viewer that stops reading holds up nobody, and finds out later what it has missed. */
    @Test
    void slowViewer_losesTheOldestAndIsTold() throws Exception {
        String row = "\"" + "x".repeat(20_000) + "\"";
        try (Socket socket = connect("")) {
            BufferedReader slow = reader(socket);
            next(slow); // hello
            for (int i = 0; i < 20; i++) {
                for (int k = 0; k < 500; k++) {
                    ring.add(row);
                }
                Thread.sleep(50); // the viewer's thread has time to fill the socket
            }
            long newest = ring.newest();

            // When
            long seen = 0;
            long lost = 0;
            while (seen < newest) {
                Event event = next(slow);
                if (event.name().equals("alerts")) {
                    Matcher counted = Pattern.compile("\\{\"lost\":(\\d+),").matcher(event.data());
                    lost += counted.lookingAt() ? Long.parseLong(counted.group(1)) : 0;
                    seen = Long.parseLong(event.id().substring(event.id().indexOf('-') + 1));
                }
            }

            // Then
            assertThat(newest).isEqualTo(10_000);
            assertThat(lost).isBetween(1L, 9_999L);
        }
    }

    @Test
    void get_moreViewersThanAreLetIn_isRefused() throws Exception {
        List<Socket> viewers = new ArrayList<>();
        for (int i = 0; i < EventStream.VIEWERS; i++) {
            Socket viewer = connect("");
            next(reader(viewer));
            viewers.add(viewer);
        }

        // When
        HttpResponse<String> refused = client.send(
                HttpRequest.newBuilder(server.address().resolve("/events")).build(),
                HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("30");
        for (Socket viewer : viewers) {
            viewer.close();
        }
    }

    private record Event(String id, String name, String data) {}

    /** The first events of a stream, read as the specification says. */
    private List<Event> read(String lastId, int count) throws IOException {
        try (Socket socket = connect(lastId)) {
            BufferedReader reader = reader(socket);
            List<Event> read = new ArrayList<>();
            while (read.size() < count) {
                read.add(next(reader));
            }
            return read;
        }
    }

    private Socket connect(String lastId) throws IOException {
        URI address = server.address();
        Socket socket = new Socket(address.getHost(), address.getPort());
        String head = "GET /events HTTP/1.1\r\nHost: localhost\r\n"
                + (lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n") + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The body without its chunks' lengths, which stand on lines of their own. */
    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Event next(BufferedReader reader) throws IOException {
        String id = "";
        String name = "";
        StringBuilder data = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            } else if (line.isEmpty() && data.length() > 0) {
                return new Event(id, name, data.toString());
            }
        }
        throw new IOException("the stream has ended");
    }
}
