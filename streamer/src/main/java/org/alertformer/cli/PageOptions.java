package org.alertformer.cli;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import org.alertformer.live.WebServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Whether and where a stream is shown over HTTP. */
final class PageOptions {
    private static final Logger log = LoggerFactory.getLogger(PageOptions.class);
    private static final int LARGEST_PORT = 65_535;

    @Option(
            names = "--page",
            paramLabel = "PORT",
            description = "Serve /health and /metrics at this port; 0 for any free one (default: no port is opened).")
    @Nullable
    Integer port;

    @Option(
            names = "--page-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The interface it is served at; 0.0.0.0 for all, which anyone who reaches it can read "
                    + "(default: ${DEFAULT-VALUE}).")
    String host = "127.0.0.1";

    /** Starts to serve, where that is asked for. */
    @Nullable
    WebServer start(Map<String, HttpHandler> routes) throws IOException {
        if (port == null) {
            return null;
        }
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and " + LARGEST_PORT);
        }
        WebServer server = WebServer.start(host, port, routes);
        log.info("serving {}", server.address());
        return server;
    }
}
