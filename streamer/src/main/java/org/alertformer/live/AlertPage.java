package org.alertformer.live;

import com.sun.net.httpserver.HttpHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.live.NightStatistics.Reading;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.StreamSettings;
import org.jspecify.annotations.Nullable;

/**
 * The page on which people watch a stream: its routes, and what feeds them. It reads the topics that the stream writes,
 * as any subscriber would, so it shows the alerts of all instances.
 */
public final class AlertPage implements AutoCloseable {
    private final InferenceEngine engine;
    private final LiveFeed feed;
    private final EventStream events;
    private final ObjectPage objects;
    private volatile @Nullable Shown shown;

    /** What is shown, and what reads it. */
    private record Shown(AlertStream stream, FeedReader reader, GroupLag lag) {}

    /**
     * A page that shows nothing yet. The engine stays the caller's.
     *
     * @param minimumFlareProbability a flare is described from this probability on
     */
    public AlertPage(InferenceEngine engine, double minimumFlareProbability) {
        this.engine = engine;
        this.feed = new LiveFeed(engine.model().card().classes());
        this.events = new EventStream(feed.ring(), this::hello, this::status);
        ObjectReport report = new ObjectReport(new LightCurveHistory(engine), feed.objects(), minimumFlareProbability);
        this.objects = new ObjectPage(
                () -> {
                    Shown now = shown;
                    return now == null ? null : now.stream().objects();
                },
                report);
    }

    /** Handlers by path. */
    public Map<String, HttpHandler> routes() {
        Map<String, HttpHandler> routes = new LinkedHashMap<>(StaticPage.routes());
        routes.put("/events", events);
        routes.put("/api/object", objects);
        routes.put(
                "/api/model",
                exchange -> WebServer.answer(
                        exchange,
                        200,
                        "application/json",
                        engine.model().card().toJson().getBytes(StandardCharsets.UTF_8)));
        return routes;
    }

    /**
     * Shows a stream from now on, in place of the one before.
     *
     * @param backlog how old the alerts may be that are shown to begin with; of a stream that takes another's place no
     *     alert is read again
     */
    public void show(AlertStream stream, StreamSettings settings, Duration backlog) {
        Shown before = shown;
        if (before == null) {
            Map<String, Object> client = new HashMap<>(settings.clientProperties());
            client.remove("group.instance.id"); // the stream's own place in its group
            shown = new Shown(
                    stream,
                    new FeedReader(client, settings.topology().output(), backlog, feed),
                    new GroupLag(client, settings.applicationId()));
        } else {
            shown = new Shown(stream, before.reader(), before.lag());
        }
    }

    private String hello() {
        ModelIdentity model = engine.model();
        return Json.object(json -> {
            json.writeObjectFieldStart("model");
            json.writeStringField("name", model.card().name());
            json.writeStringField("version", model.card().version());
            json.writeStringField("digest", model.digest());
            json.writeEndObject();
            json.writeArrayFieldStart("flareClasses");
            for (String name : model.card().flareClasses()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeFieldName("sky");
            feed.sky().write(json);
            json.writeArrayFieldStart("classes"); // after the sky, which may have met further ones
            for (String name : feed.sky().classes()) {
                json.writeString(name);
            }
            json.writeEndArray();
        });
    }

    private String status() {
        Reading reading = feed.statistics().read(System.currentTimeMillis());
        Shown now = shown;
        return Json.object(json -> {
            json.writeStringField(
                    "state", now == null ? "STARTING" : now.stream().state());
            json.writeNumberField("alerts", reading.alerts());
            json.writeNumberField("flares", reading.flares());
            json.writeNumberField("unreadable", now == null ? 0 : now.reader().unreadable());
            json.writeNumberField(
                    "lag", now == null ? GroupLag.UNKNOWN : now.lag().messages());
            Json.number(json, "rate", reading.rate(), 1);
            json.writeNumberField("medianLatency", reading.medianLatency());
            json.writeNumberField("latency98", reading.latency98());
            json.writeNumberField("viewers", events.viewers());
            json.writeObjectFieldStart("byClass");
            for (Map.Entry<String, Long> entry : reading.byClass().entrySet()) {
                json.writeNumberField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeFieldName("rates");
            json.writeArray(reading.rates(), 0, reading.rates().length);
        });
    }

    /** Ends the viewers' streams and stops reading. */
    @Override
    public void close() {
        events.close();
        Shown now = shown;
        if (now != null) {
            now.reader().close();
            now.lag().close();
        }
    }
}
