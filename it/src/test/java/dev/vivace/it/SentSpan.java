package dev.vivace.it;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A span with all that was said around it. Two are equal if every field is, in whatever groups they were sent.
/// Immutable.
record SentSpan(
        Resource resource, String resourceSchemaUrl, InstrumentationScope scope, String scopeSchemaUrl, Span span) {

    private static final int TRACE_ID_BYTES = 16;

    /// The distinct spans of each trace, by its id in 32 hex digits.
    static Map<String, Set<SentSpan>> byTrace(Iterable<TracesData> requests) {
        Map<String, Set<SentSpan>> traces = new LinkedHashMap<>();
        for (TracesData request : requests) {
            for (SentSpan span : all(request)) {
                traces.computeIfAbsent(hex(span.span().getTraceId()), _ -> new LinkedHashSet<>())
                        .add(span);
            }
        }
        return traces;
    }

    /// Every span of a request or of an answer, repeated ones as often as they occur.
    static List<SentSpan> all(TracesData request) {
        List<SentSpan> spans = new ArrayList<>();
        for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
            for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
                for (Span span : scopeSpans.getSpansList()) {
                    spans.add(new SentSpan(
                            normalised(resourceSpans.getResource()),
                            resourceSpans.getSchemaUrl(),
                            normalised(scopeSpans.getScope()),
                            scopeSpans.getSchemaUrl(),
                            normalised(span)));
                }
            }
        }
        return spans;
    }

    /// What is wrong with an answer; empty if it holds exactly the spans that were sent, each once.
    static String difference(Set<SentSpan> sent, List<SentSpan> answered) {
        Set<SentSpan> missing = new LinkedHashSet<>(sent);
        answered.forEach(missing::remove);
        Set<SentSpan> invented = new LinkedHashSet<>(answered);
        invented.removeAll(sent);
        if (missing.isEmpty() && invented.isEmpty() && answered.size() == sent.size()) {
            return "";
        }
        return "sent " + sent.size() + ", answered " + answered.size() + ", missing " + missing.size() + ", invented "
                + invented.size() + shown(" first missing: ", missing) + shown(" first invented: ", invented);
    }

    private static String shown(String title, Set<SentSpan> spans) {
        if (spans.isEmpty()) {
            return "";
        }
        String text = spans.iterator().next().toString();
        return "\n" + title + (text.length() > 3000 ? text.substring(0, 3000) + "..." : text);
    }

    /// What a sender may write in several ways: attributes have no order, a short trace id is the same id with zeros
    /// before it, a parent or a link's target of zeros is none, and a status that says nothing is no status.
    private static Span normalised(Span span) {
        Span.Builder builder = span.toBuilder();
        ByteString id = span.getTraceId();
        if (id.size() < TRACE_ID_BYTES) {
            builder.setTraceId(
                    ByteString.copyFrom(new byte[TRACE_ID_BYTES - id.size()]).concat(id));
        }
        if (isZero(span.getParentSpanId())) {
            builder.clearParentSpanId();
        }
        if (span.getStatus().equals(Status.getDefaultInstance())) {
            builder.clearStatus();
        }
        builder.clearAttributes().addAllAttributes(inOrder(span.getAttributesList()));
        builder.getEventsBuilderList().forEach(event -> {
            List<KeyValue> attributes = inOrder(List.copyOf(event.getAttributesList()));
            event.clearAttributes().addAllAttributes(attributes);
        });
        builder.getLinksBuilderList().forEach(link -> {
            if (isZero(link.getTraceId()) && isZero(link.getSpanId())) {
                link.clearTraceId().clearSpanId();
            }
            List<KeyValue> attributes = inOrder(List.copyOf(link.getAttributesList()));
            link.clearAttributes().addAllAttributes(attributes);
        });
        return builder.build();
    }

    private static Resource normalised(Resource resource) {
        return resource.toBuilder()
                .clearAttributes()
                .addAllAttributes(inOrder(resource.getAttributesList()))
                .build();
    }

    private static InstrumentationScope normalised(InstrumentationScope scope) {
        return scope.toBuilder()
                .clearAttributes()
                .addAllAttributes(inOrder(scope.getAttributesList()))
                .build();
    }

    private static List<KeyValue> inOrder(List<KeyValue> attributes) {
        return attributes.stream()
                .sorted(Comparator.comparing(KeyValue::getKey))
                .toList();
    }

    private static boolean isZero(ByteString bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.byteAt(i) != 0) {
                return false;
            }
        }
        return true;
    }

    static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
