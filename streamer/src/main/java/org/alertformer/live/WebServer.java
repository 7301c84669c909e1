package org.alertformer.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP address of a stream. It answers GET and HEAD, and takes no commands.
 *
 * <p>A route is a path, or a path that ends with {@code /} and stands for everything below it; {@code /} alone is the root
 * only. Handlers run on {@value #THREADS} daemon threads, so one that answers for long, as an event stream does, leaves its
 * thread and goes on writing from another. Every answer carries headers that keep browsers from guessing types, storing,
 * framing or running anything; a handler that needs more sets them anew.
 *
 * <p>Bound to a loopback address it refuses names in {@code Host} that are not this machine's: a web page elsewhere whose
 * name was made to resolve to 127.0.0.1 reads nothing.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WebServer.class);
    private static final int THREADS = 8;
    private static final int MISDIRECTED_REQUEST = 421;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final HttpServer server;
    private final ExecutorService threads;
    private final boolean loopback;
    private final String host;
    private final Map<String, HttpHandler> routes;

    static {
        // The JDK reads these once: an unfinished request gives its thread back, and small answers leave at once.
        setUnlessSet("sun.net.httpserver.maxReqTime", "10");
        // A viewer that stopped reading gives its thread back at last; a browser that is cut off goes on where it was.
        setUnlessSet("sun.net.httpserver.maxRspTime", "600");
        setUnlessSet("sun.net.httpserver.nodelay", "true");
    }

    private WebServer(HttpServer server, String host, Map<String, HttpHandler> routes) {
        this.server = server;
        this.host = host;
        this.loopback = server.getAddress().getAddress().isLoopbackAddress();
        this.routes = new TreeMap<>(routes);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "http-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts to answer.
     *
     * @param host name or address of the interface to bind
     * @param port 0 for any free one
     * @param routes handlers by path
     * @throws IOException if the address cannot be had, naming it
     */
    public static WebServer start(String host, int port, Map<String, HttpHandler> routes) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
        } catch (IOException e) {
            throw new IOException("http cannot be served at " + host + ":" + port + ": " + e.getMessage(), e);
        }
        WebServer web = new WebServer(server, host, routes);
        server.setExecutor(web.threads);
        server.createContext("/", web::handle);
        server.start();
        return web;
    }

    /** Where it answers, for instance {@code http://127.0.0.1:8080/}. */
    public URI address() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + server.getAddress().getPort() + "/");
    }

    /** Sends a whole answer; to HEAD its head alone. */
    public static void answer(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        guard(exchange.getResponseHeaders());
        String method = exchange.getRequestMethod();
        if (loopback && !isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
            refuse(exchange, MISDIRECTED_REQUEST, "this server has no such name");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            refuse(exchange, METHOD_NOT_ALLOWED, "only GET and HEAD");
        } else {
            HttpHandler handler = route(exchange.getRequestURI().getPath());
            if (handler == null) {
                refuse(exchange, 404, "no such page");
            } else {
                call(handler, exchange);
            }
        }
    }

    private static void call(HttpHandler handler, HttpExchange exchange) {
        try {
            handler.handle(exchange);
        } catch (IOException e) {
            log.debug("{} was not read to its end: {}", exchange.getRequestURI().getPath(), e.toString());
            exchange.close();
        } catch (RuntimeException e) {
            log.error("{} fails: {}", exchange.getRequestURI().getPath(), e.toString(), e);
            fail(exchange);
        }
    }

    private static void fail(HttpExchange exchange) {
        try {
            if (exchange.getResponseCode() == -1) {
                refuse(exchange, 500, "this is a fault of the server's, its log says more");
            }
        } catch (IOException e) {
            log.debug("nobody waits for the failure: {}", e.toString());
        } finally {
            exchange.close();
        }
    }

    private @Nullable HttpHandler route(String path) {
        HttpHandler exact = routes.get(path);
        if (exact != null) {
            return exact;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            HttpHandler above = routes.get(path.substring(0, slash + 1));
            if (above != null) {
                return above;
            }
        }
        return null;
    }

    private boolean isOurs(@Nullable String hostHeader) {
        if (hostHeader == null) {
            return false;
        }
        String name = hostHeader.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}")
                || name.equals(host.toLowerCase(Locale.ROOT));
    }

    private static void guard(Headers headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        answer(exchange, status, "text/plain; charset=utf-8", (message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Frees the address and ends the answers under way. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
