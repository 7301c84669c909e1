package org.alertformer.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /events}: the night as server-sent events (WHATWG HTML, 9.2).
 *
 * <pre>
 * hello    once, what a page needs to begin: classes, model, the sky so far
 * alerts   {"lost": n, "alerts": [...]}, a batch at most every {@value #PERIOD_MILLIS} ms, its id the last alert's
 * status   throughput, latency, lag and counts, every second
 * </pre>
 *
 * <p>Each viewer has a thread of its own, which follows the ring of alerts at the viewer's pace; a viewer that is too slow
 * loses the oldest alerts, is told how many, and holds up nobody. At most {@value #VIEWERS} are let in. A browser that
 * comes back names the last event it saw and goes on from there, if the ring still has it.
 */
final class EventStream implements HttpHandler, AutoCloseable {
    static final int VIEWERS = 64;

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final int PERIOD_MILLIS = 250;
    private static final int PERIODS_PER_STATUS = 4;
    private static final int PERIODS_PER_HEARTBEAT = 40;
    /** Alerts in one batch at most, the newest: more than 4,000 a second nobody reads. */
    private static final int BATCH = 1000;
    /** Alerts that a new viewer gets to begin with. */
    private static final int BACKLOG = 200;

    private final AlertRing ring;
    private final Supplier<String> hello;
    private final Supplier<String> status;
    /** Tells this process's numbers from those of an earlier one. */
    private final String life = Long.toString(System.currentTimeMillis(), 36);

    private final AtomicInteger viewers = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param hello the fields, as JSON, of the first event
     * @param status the fields, as JSON, of the event that tells how the stream is
     */
    EventStream(AlertRing ring, Supplier<String> hello, Supplier<String> status) {
        this.ring = ring;
        this.hello = hello;
        this.status = status;
    }

    int viewers() {
        return viewers.get();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            WebServer.answer(exchange, 200, "text/event-stream", new byte[0]);
            return;
        }
        if (closed || viewers.incrementAndGet() > VIEWERS) {
            viewers.decrementAndGet();
            exchange.getResponseHeaders().set("Retry-After", "30");
            WebServer.answer(
                    exchange,
                    503,
                    "text/plain; charset=utf-8",
                    ("there are " + VIEWERS + " viewers already\n").getBytes(StandardCharsets.UTF_8));
            return;
        }
        Thread thread = new Thread(() -> serve(exchange), "viewer");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void serve(HttpExchange exchange) {
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.getResponseHeaders().set("X-Accel-Buffering", "no"); // proxies are not to gather it
            exchange.sendResponseHeaders(200, 0);
            follow(
                    exchange.getResponseBody(),
                    lastSeen(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        } catch (IOException e) {
            log.debug("a viewer has gone: {}", e.toString());
        } catch (InterruptedException e) {
            log.debug("the page closes");
        } finally {
            exchange.close();
            threads.remove(Thread.currentThread());
            viewers.decrementAndGet();
        }
    }

    private void follow(OutputStream out, long resumed) throws IOException, InterruptedException {
        long seen = resumed >= 0 ? resumed : Math.max(0, ring.newest() - BACKLOG);
        send(out, "retry: 1000\n");
        send(
                out,
                event(
                        "hello",
                        null,
                        "{\"resumed\":" + (resumed >= 0) + "," + hello.get().substring(1)));
        for (int period = 0, quiet = 0; !closed; period++) {
            AlertRing.Slice slice = ring.after(seen, BATCH);
            boolean news = slice.last() > seen;
            if (news) {
                send(out, event("alerts", life + "-" + slice.last(), batch(slice)));
                seen = slice.last();
            }
            if (period % PERIODS_PER_STATUS == 0) {
                send(out, event("status", null, status.get()));
            }
            quiet = news ? 0 : quiet + 1;
            if (quiet % PERIODS_PER_HEARTBEAT == PERIODS_PER_HEARTBEAT - 1) {
                send(out, ":\n\n");
            }
            out.flush();
            Thread.sleep(Duration.ofMillis(PERIOD_MILLIS).toMillis());
        }
    }

    private static String batch(AlertRing.Slice slice) {
        return "{\"lost\":" + slice.lost() + ",\"alerts\":[" + String.join(",", slice.rows()) + "]}";
    }

    /** The number in an event's id, or -1 if there is none or it is of another life. */
    private long lastSeen(@Nullable String id) {
        if (id == null || !id.matches("[0-9a-z]{1,13}-\\d{1,18}") || !id.startsWith(life + "-")) {
            return -1;
        }
        return Long.parseLong(id.substring(life.length() + 1));
    }

    /** One event; its data are one line of JSON. */
    private static String event(String name, @Nullable String id, String json) {
        return (id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + json + "\n\n";
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the viewers' streams; their browsers will look for another. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
