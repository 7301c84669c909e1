package org.alertformer.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** {@code /metrics}: all counts and measurements, in the text format that the scraper asks for. */
public final class MetricsPage implements HttpHandler {
    private final PrometheusRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();

    private MetricsPage(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** The page of a registry, to which the gauges of the stream and of the process are added. */
    public static MetricsPage of(StreamWatch watch, PrometheusRegistry registry) {
        StreamGauges.register(watch, registry);
        JvmGauges.register(registry);
        return new MetricsPage(registry);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        ExpositionFormatWriter writer =
                formats.findWriter(exchange.getRequestHeaders().getFirst("Accept"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writer.write(body, registry.scrape());
        WebServer.answer(exchange, 200, writer.getContentType(), body.toByteArray());
    }
}
