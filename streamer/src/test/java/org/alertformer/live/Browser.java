package org.alertformer.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/**
 * A headless Chromium, led by its driver over W3C WebDriver. Nothing is looked for or downloaded: both programs are where
 * Linux distributions put them, or where the properties {@code chromium} and {@code chromedriver} say.
 */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final Path DRIVER = Path.of(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=en");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process driver;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI session;

    private Browser(Process driver, URI session) {
        this.driver = driver;
        this.session = session;
    }

    static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Opens a browser whose profile is kept in a folder. */
    static Browser open(Path folder, int width, int height) throws IOException, InterruptedException {
        Path log = folder.resolve("chromedriver.log");
        Process driver = new ProcessBuilder(DRIVER.toString(), "--port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ObjectNode options = JSON.createObjectNode().put("binary", CHROMIUM.toString());
        var arguments = options.putArray("args");
        FLAGS.forEach(arguments::add);
        arguments.add("--user-data-dir=" + folder.resolve("profile"));
        arguments.add("--window-size=" + width + "," + height);
        ObjectNode capabilities = JSON.createObjectNode();
        ObjectNode wanted = capabilities.putObject("capabilities").putObject("alwaysMatch");
        wanted.put("browserName", "chrome");
        wanted.set("goog:chromeOptions", options);
        wanted.putObject("goog:loggingPrefs").put("browser", "ALL");
        wanted.putObject("timeouts").put("script", 120_000);
        try {
            URI base = URI.create("http://127.0.0.1:" + port(log, driver) + "/session");
            Browser starting = new Browser(driver, base);
            String id = starting.post("", capabilities).get("sessionId").asText();
            return new Browser(driver, URI.create(base + "/" + id));
        } catch (IOException | RuntimeException e) {
            driver.destroy();
            throw e;
        }
    }

    private static int port(Path log, Process driver) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && driver.isAlive()) {
            var found = java.util.regex.Pattern.compile("started successfully on port (\\d+)")
                    .matcher(Files.readString(log));
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
            Thread.sleep(50);
        }
        throw new IOException("the driver does not start: " + Files.readString(log));
    }

    void go(URI page) throws IOException, InterruptedException {
        post("/url", JSON.createObjectNode().put("url", page.toString()));
    }

    /** The value of a function body with its arguments. */
    JsonNode run(String body, Object... arguments) throws IOException, InterruptedException {
        return script("/execute/sync", body, arguments);
    }

    /** The value that a function body hands to its last argument. */
    JsonNode runLater(String body, Object... arguments) throws IOException, InterruptedException {
        return script("/execute/async", body, arguments);
    }

    private JsonNode script(String kind, String body, Object... arguments) throws IOException, InterruptedException {
        ObjectNode command = JSON.createObjectNode().put("script", body);
        command.set("args", JSON.valueToTree(arguments));
        return post(kind, command);
    }

    /** Asks until the answer will do; fails with the last one if it never does. */
    JsonNode await(Predicate<JsonNode> enough, String body, Object... arguments)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode answer = run(body, arguments);
        while (!enough.test(answer)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(body + " stays " + answer + "; the browser says " + messages());
            }
            Thread.sleep(100);
            answer = run(body, arguments);
        }
        return answer;
    }

    void click(String css) throws IOException, InterruptedException {
        post("/element/" + find(css) + "/click", JSON.createObjectNode());
    }

    /** Types into an element, after what is there. */
    void type(String css, String text) throws IOException, InterruptedException {
        post("/element/" + find(css) + "/value", JSON.createObjectNode().put("text", text));
    }

    private String find(String css) throws IOException, InterruptedException {
        return post(
                        "/element",
                        JSON.createObjectNode().put("using", "css selector").put("value", css))
                .elements()
                .next()
                .asText();
    }

    void resize(int width, int height) throws IOException, InterruptedException {
        post("/window/rect", JSON.createObjectNode().put("width", width).put("height", height));
    }

    /** What the page and the browser complained of. */
    List<String> messages() throws IOException, InterruptedException {
        return post("/se/log", JSON.createObjectNode().put("type", "browser")).findValuesAsText("message");
    }

    void screenshot(Path file) throws IOException, InterruptedException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(
                file, Base64.getDecoder().decode(send("/screenshot", "GET", "").asText()));
    }

    private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(path, "POST", body.toString());
    }

    private JsonNode send(String path, String method, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(session + path))
                .timeout(PATIENCE.multipliedBy(3))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        JsonNode answer = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        JsonNode value = answer.get("value");
        if (value.has("error")) {
            throw new IOException(method + " " + path + ": "
                    + value.get("message").asText().lines().findFirst().orElse("") + " " + body);
        }
        return value;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            send("", "DELETE", "");
        } finally {
            driver.destroy();
            driver.waitFor();
        }
    }
}
