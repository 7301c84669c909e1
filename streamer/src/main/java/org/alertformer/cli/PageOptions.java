package org.alertformer.cli;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
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
            description =
                    "Serve the live page, /health and /metrics at this port; 0 for any free one (default: no port is opened).")
    @Nullable
    Integer port;

    @Option(
            names = "--page-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The interface it is served at; 0.0.0.0 for all, which anyone who reaches it can read "
                    + "(default: ${DEFAULT-VALUE}).")
    String host = "127.0.0.1";

    @Option(
            names = "--page-address",
            paramLabel = "HOST:PORT",
            description = "Where the stream's other instances reach this page, for the light curves that are kept here "
                    + "(default: the interface's address, or this machine's name where it is served at all of them).")
    @Nullable
    String address;

    /** Where other instances reach a server. */
    String addressOf(WebServer web) throws IOException {
        if (address != null) {
            return address;
        }
        String served = web.address().getHost();
        boolean everywhere = InetAddress.getByName(served).isAnyLocalAddress();
        return (everywhere ? InetAddress.getLocalHost().getHostName() : served) + ":"
                + web.address().getPort();
    }

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
