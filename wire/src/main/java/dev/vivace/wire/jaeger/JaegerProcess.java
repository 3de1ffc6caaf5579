package dev.vivace.wire.jaeger;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Resource;
import dev.vivace.wire.foreign.SpanDraft;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Jaeger process as OTLP's resource.
final class JaegerProcess {

    static final Resource NONE = new Resource(List.of(), 0, "");

    private JaegerProcess() {}

    static Resource resource(String serviceName, List<Attribute> tags) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        if (!serviceName.isEmpty()) {
            attributes.put("service.name", new AttributeValue.Text(serviceName));
        }
        for (Attribute tag : tags) {
            attributes.put(tag.key(), tag.value());
        }
        if (!attributes.containsKey("host.name")) {
            rename(attributes, "hostname", "host.name", attributes.get("hostname"));
        }
        if (attributes.get("jaeger.version") instanceof AttributeValue.Text(String version)) {
            rename(
                    attributes,
                    "jaeger.version",
                    "opencensus.exporterversion",
                    new AttributeValue.Text("Jaeger-" + version));
        }
        return new Resource(SpanDraft.list(attributes), 0, "");
    }

    private static void rename(
            Map<String, AttributeValue> attributes, String old, String name, @Nullable AttributeValue value) {
        if (value != null) {
            attributes.remove(old);
            attributes.put(name, value);
        }
    }
}
