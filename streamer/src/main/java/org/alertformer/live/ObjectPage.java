package org.alertformer.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.topology.StoredObjects;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/object?name=…}: all that is known of one object, wherever its light curve is kept. What another instance
 * keeps is asked of that instance's page; a question that was passed on once is not passed on again.
 */
final class ObjectPage implements HttpHandler {
    static final String FORWARDED = "X-Alertformer-Forwarded";

    private static final int LONGEST_NAME = 1024;
    private static final int ASKED = 8;
    /** Questions at a time: fewer than the server has threads, so that health is answered whatever the model does. */
    private static final int QUESTIONS = 4;

    private final Supplier<@Nullable StoredObjects> stored;
    private final ObjectReport report;
    private final Neighbours neighbours = new Neighbours();
    private final Semaphore places = new Semaphore(QUESTIONS);

    /**
     * @param stored the running stream's light curves; null before it runs
     */
    ObjectPage(Supplier<@Nullable StoredObjects> stored, ObjectReport report) {
        this.stored = stored;
        this.report = report;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String name = parameter(exchange.getRequestURI().getRawQuery(), "name");
        if (name == null || name.isEmpty() || name.length() > LONGEST_NAME) {
            refuse(exchange, 400, "name an object: ?name=ZTF21abiuvdk");
            return;
        }
        if (!places.tryAcquire()) {
            later(exchange, "others are asking for objects");
            return;
        }
        try {
            String found = find(name, exchange.getRequestHeaders().containsKey(FORWARDED));
            if (found == null) {
                refuse(exchange, 404, "no alert of this object has been seen");
            } else {
                WebServer.answer(exchange, 200, "application/json", found.getBytes(StandardCharsets.UTF_8));
            }
        } catch (BusyException e) {
            later(exchange, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            later(exchange, "the page closes");
        } finally {
            places.release();
        }
    }

    private @Nullable String find(String name, boolean passedOn) throws BusyException, InterruptedException {
        StoredObjects objects = stored.get();
        if (objects == null) {
            throw new BusyException("the stream is starting");
        }
        BusyException moving = null;
        try {
            LightCurve curve = objects.find(name);
            if (curve != null) {
                return report.of(name, curve);
            }
        } catch (IllegalStateException e) {
            moving = new BusyException("the light curves are being moved between instances or restored");
        }
        if (!passedOn) {
            List<HostInfo> hosts = objects.elsewhere(name);
            for (HostInfo host : hosts.subList(0, Math.min(hosts.size(), ASKED))) {
                String found = neighbours.ask(host, name);
                if (found != null) {
                    return found;
                }
            }
        }
        if (moving != null) {
            throw moving;
        }
        return null;
    }

    /** The value of a parameter in a query string, or null. */
    static @Nullable String parameter(@Nullable String query, String parameter) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(parameter + "=")) {
                try {
                    return URLDecoder.decode(pair.substring(parameter.length() + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return null; // a stray percent sign
                }
            }
        }
        return null;
    }

    private static void later(HttpExchange exchange, String reason) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "2");
        refuse(exchange, 503, reason);
    }

    private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        String json = Json.object(fields -> fields.writeStringField("error", message));
        WebServer.answer(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }
}
