package org.alertformer.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alertformer.topology.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health/live}: the process is not stuck; if it says 503, restarting is the remedy. {@code /health/ready}: partitions
 * are assigned, their light curves restored and a model is loaded; with {@code ?max-lag=N} also that no more than N records
 * wait. {@code /health}: both. 200 or 503, and JSON that says why.
 */
public final class HealthPages {
    /** Kafka takes a consumer's partitions away after five minutes without a poll. */
    private static final double LONGEST_SILENCE_SECONDS = 300;

    private static final Pattern MAXIMUM_LAG = Pattern.compile("(?:.*&)?max-lag=(\\d{1,18})(?:&.*)?");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNAVAILABLE = 503;

    private final StreamWatch watch;

    private HealthPages(StreamWatch watch) {
        this.watch = watch;
    }

    /** The three pages, by path. */
    public static Map<String, HttpHandler> of(StreamWatch watch) {
        HealthPages pages = new HealthPages(watch);
        return Map.of("/health", pages::both, "/health/live", pages::live, "/health/ready", pages::ready);
    }

    private void both(HttpExchange exchange) throws IOException {
        StreamStatus status = watch.status();
        ObjectNode live = live(status);
        ObjectNode ready = ready(status, maximumLag(exchange));
        boolean healthy = live.get("live").asBoolean() && ready.get("ready").asBoolean();
        ObjectNode both = JSON.createObjectNode().put("healthy", healthy);
        both.setAll(live);
        both.setAll(ready);
        answer(exchange, healthy, both);
    }

    private void live(HttpExchange exchange) throws IOException {
        ObjectNode live = live(watch.status());
        answer(exchange, live.get("live").asBoolean(), live);
    }

    private void ready(HttpExchange exchange) throws IOException {
        ObjectNode ready = ready(watch.status(), maximumLag(exchange));
        answer(exchange, ready.get("ready").asBoolean(), ready);
    }

    private static ObjectNode live(@Nullable StreamStatus status) {
        boolean live = status == null
                || !status.state().equals("error") && status.secondsSincePoll() < LONGEST_SILENCE_SECONDS;
        ObjectNode node = JSON.createObjectNode().put("live", live);
        if (status != null) {
            node.put("state", status.state()).put("secondsSincePoll", status.secondsSincePoll());
        }
        return node;
    }

    private ObjectNode ready(@Nullable StreamStatus status, long maximumLag) {
        boolean ready = status != null && status.running() && status.lag() <= maximumLag;
        ObjectNode node = JSON.createObjectNode().put("ready", ready);
        ObjectNode model = node.putObject("model");
        model.put("name", watch.model().card().name());
        model.put("version", watch.model().card().version());
        model.put("digest", watch.model().digest());
        if (status == null) {
            return node.put("state", "starting");
        }
        node.put("state", status.state()).put("tasks", status.tasks()).put("lag", status.lag());
        ObjectNode partitions = node.putObject("partitions");
        status.lags().forEach(lag -> partitions.put(lag.topic() + "-" + lag.partition(), lag.records()));
        ObjectNode restoring = node.putObject("restoring");
        status.restoring().forEach(restoring::put);
        return node;
    }

    private static long maximumLag(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        Matcher matcher = MAXIMUM_LAG.matcher(query == null ? "" : query);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
    }

    private static void answer(HttpExchange exchange, boolean good, ObjectNode body) throws IOException {
        byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
        WebServer.answer(exchange, good ? 200 : UNAVAILABLE, "application/json", bytes);
    }
}
