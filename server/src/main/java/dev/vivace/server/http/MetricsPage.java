package dev.vivace.server.http;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Answers `/metrics` in the Prometheus text format or, if asked for, OpenMetrics. Thread-safe.
final class MetricsPage implements Endpoint {

    private final PrometheusRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();

    MetricsPage(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException {
        ExpositionFormatWriter writer = request.accept().contains("application/openmetrics-text")
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream text = new ByteArrayOutputStream(1 << 15);
        writer.write(text, registry.scrape());
        return new Reply(200, writer.getContentType(), text.toByteArray());
    }
}
