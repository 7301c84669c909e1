package org.alertformer.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One file of the page, from the class path. The page's own scripts and styles are all that a browser is allowed to run
 * or load for it: nothing inline, nothing from elsewhere.
 */
final class StaticPage implements HttpHandler {
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", HTML),
            Map.entry("page.css", "text/css; charset=utf-8"),
            Map.entry("style.css", "text/css; charset=utf-8"),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("main.js", SCRIPT),
            Map.entry("dom.js", SCRIPT),
            Map.entry("palette.js", SCRIPT),
            Map.entry("axes.js", SCRIPT),
            Map.entry("alerts.js", SCRIPT),
            Map.entry("object.js", SCRIPT),
            Map.entry("lightcurve.js", SCRIPT),
            Map.entry("evolution.js", SCRIPT),
            Map.entry("sky.js", SCRIPT),
            Map.entry("gauges.js", SCRIPT),
            Map.entry("links.js", SCRIPT));

    private final byte[] content;
    private final String type;

    private StaticPage(byte[] content, String type) {
        this.content = content;
        this.type = type;
    }

    /** The routes to all files; {@code /} is the page itself. */
    static Map<String, HttpHandler> routes() {
        Map<String, HttpHandler> routes = new LinkedHashMap<>();
        FILES.forEach((name, type) -> {
            StaticPage page = new StaticPage(read(name), type);
            routes.put(name.equals("index.html") ? "/" : "/page/" + name, page);
        });
        return routes;
    }

    static byte[] read(String name) {
        try (InputStream in = StaticPage.class.getResourceAsStream("/live/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the page lacks its file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the page's file " + name, e);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        headers.set("Cache-Control", "no-cache");
        WebServer.answer(exchange, 200, type, content);
    }
}
