package dev.vivace.wire.foreign;

import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.Span;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeMap;

/// A span as a line of text that holds all a translation decides, for tables of cases. What a span has not is left
/// out.
public final class Rendered {

    private static final List<String> KINDS = List.of("", "internal", "server", "client", "producer", "consumer");
    private static final List<String> STATUSES = List.of("", "ok", "error");

    private Rendered() {}

    public static String line(Span span) {
        StringJoiner line = new StringJoiner(" ");
        add(line, KINDS.get(span.kind()));
        add(line, STATUSES.get(span.statusCode()));
        add(line, "message=", span.statusMessage());
        add(line, "state=", span.traceState());
        add(line, "scope=", span.scope().name());
        add(line, "version=", span.scope().version());
        add(
                line,
                "parent=",
                span.parentSpanId() == null
                        ? ""
                        : Long.toHexString(span.parentSpanId().value()));
        add(line, "resource", attributes(span.resource().attributes()));
        for (Event event : span.events()) {
            line.add("event@" + event.epochNanos() / 1000 + ":" + event.name() + attributes(event.attributes()));
        }
        for (Link link : span.links()) {
            line.add("link=" + Long.toHexString(link.traceIdLow()) + "/" + Long.toHexString(link.spanId())
                    + link.traceState() + attributes(link.attributes()));
        }
        add(line, "", attributes(span.attributes()));
        return line.toString();
    }

    private static String attributes(List<dev.vivace.model.Attribute> attributes) {
        return attributes.isEmpty()
                ? ""
                : new TreeMap<>(Translated.map(attributes)).toString().replace(", ", " ");
    }

    private static void add(StringJoiner line, String value) {
        add(line, "", value);
    }

    private static void add(StringJoiner line, String before, String value) {
        if (!value.isEmpty()) {
            line.add(before + value);
        }
    }
}
