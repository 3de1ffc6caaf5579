package dev.vivace.ingest.receive;

import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;

/// What can be told about an `ExportTraceServiceRequest` by walking its outline: enough for the status page, and
/// for counting what a refused request held. Bytes that are no such message are looked at as far as they make
/// sense.
final class OtlpOutline {

    private static final int MESSAGE = ProtobufWriter.LENGTH_DELIMITED;
    private static final int REQUEST_RESOURCE_SPANS = 1 << 3 | MESSAGE;
    private static final int RESOURCE_SPANS_RESOURCE = 1 << 3 | MESSAGE;
    private static final int RESOURCE_SPANS_SCOPE_SPANS = 2 << 3 | MESSAGE;
    private static final int SCOPE_SPANS_SPANS = 2 << 3 | MESSAGE;
    private static final int RESOURCE_ATTRIBUTES = 1 << 3 | MESSAGE;
    private static final int KEY = 1 << 3 | MESSAGE;
    private static final int VALUE = 2 << 3 | MESSAGE;
    private static final int STRING_VALUE = 1 << 3 | MESSAGE;
    private static final int MAX_NAME_LENGTH = 100;

    private OtlpOutline() {}

    /// Number of spans; reads no span.
    static int spans(Bytes bytes) {
        int spans = 0;
        try {
            ProtobufReader request = new ProtobufReader(bytes.array(), bytes.offset(), bytes.length());
            while (request.next()) {
                if (request.tag() != REQUEST_RESOURCE_SPANS) {
                    continue;
                }
                ProtobufReader resourceSpans = request.message();
                while (resourceSpans.next()) {
                    if (resourceSpans.tag() == RESOURCE_SPANS_SCOPE_SPANS) {
                        ProtobufReader scopeSpans = resourceSpans.message();
                        while (scopeSpans.next()) {
                            spans += scopeSpans.tag() == SCOPE_SPANS_SPANS ? 1 : 0;
                        }
                    }
                }
            }
        } catch (IllegalArgumentException _) {
            // No protobuf from here on: what was counted before stands.
        }
        return spans;
    }

    /// The `service.name` of the first resources, each once, `limit` at most; names are cut to 100 characters.
    static List<String> services(Bytes bytes, int limit) {
        List<String> names = new ArrayList<>(1);
        try {
            ProtobufReader request = new ProtobufReader(bytes.array(), bytes.offset(), bytes.length());
            for (int looked = 0; looked < limit && request.next(); looked++) {
                if (request.tag() != REQUEST_RESOURCE_SPANS) {
                    continue;
                }
                ProtobufReader resourceSpans = request.message();
                while (resourceSpans.next()) {
                    if (resourceSpans.tag() == RESOURCE_SPANS_RESOURCE) {
                        String name = serviceName(resourceSpans.message());
                        if (!names.contains(name)) {
                            names.add(name);
                        }
                        break; // the resource comes first; its spans need not be walked
                    }
                }
            }
        } catch (IllegalArgumentException _) {
            // No protobuf from here on.
        }
        return names;
    }

    private static String serviceName(ProtobufReader resource) {
        while (resource.next()) {
            if (resource.tag() != RESOURCE_ATTRIBUTES) {
                continue;
            }
            ProtobufReader attribute = resource.message();
            boolean found = false;
            while (attribute.next()) {
                if (attribute.tag() == KEY) {
                    found = attribute.valueLength() == "service.name".length()
                            && attribute.text().equals("service.name");
                } else if (found && attribute.tag() == VALUE) {
                    ProtobufReader value = attribute.message();
                    if (value.next() && value.tag() == STRING_VALUE) {
                        String name = value.text();
                        return name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) : name;
                    }
                }
            }
        }
        return "";
    }
}
