package org.alertformer.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /health/live}: that this process answers at all. */
public final class LivePage implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        WebServer.answer(exchange, 200, "application/json", "{\"live\":true}\n".getBytes(StandardCharsets.UTF_8));
    }
}
