package dev.vivace.ingest.search;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One whole trace as objects, and what its intrinsics are. No two spans are equal in start and id.
public final class NaiveTrace {

    private static final int SERVER = 2;
    private static final int CLIENT = 3;

    final TraceId id;
    final List<Span> spans;
    private final Map<Span, @Nullable Span> parents = new IdentityHashMap<>();
    private final Map<Span, Long> lefts = new IdentityHashMap<>();
    private final Map<Span, Long> rights = new IdentityHashMap<>();
    private long counter;

    NaiveTrace(List<Span> spans) {
        this.id = spans.getFirst().traceId();
        this.spans = new ArrayList<>(spans);
        this.spans.sort(Comparator.comparingLong(Span::startEpochNanos)
                .thenComparing((a, b) ->
                        Long.compareUnsigned(a.spanId().value(), b.spanId().value())));
        findParents();
        this.spans.stream().filter(span -> span.parentSpanId() == null).forEach(this::number);
    }

    private void number(Span span) {
        lefts.put(span, ++counter);
        spans.stream().filter(it -> parent(it) == span).forEach(this::number);
        rights.put(span, ++counter);
    }

    @Nullable
    Span parent(Span span) {
        return parents.get(span);
    }

    /// Of several spans with the parent's id a server span belongs to the client half and any other to the server
    /// half, in doubt to the earliest; no span is its own parent.
    private @Nullable Span namedParent(Span span) {
        List<Span> named = spans.stream()
                .filter(it -> it != span && it.spanId().equals(span.parentSpanId()))
                .toList();
        int wanted = span.kind() == SERVER ? CLIENT : SERVER;
        return named.stream()
                .filter(it -> it.kind() == wanted)
                .findFirst()
                .orElse(named.isEmpty() ? null : named.getFirst());
    }

    /// Parent ids that lead in a ring do not make the earliest span of it a child.
    private void findParents() {
        spans.forEach(span -> parents.put(span, namedParent(span)));
        for (Span span : spans) {
            List<Span> ring = new ArrayList<>(List.of(span));
            for (Span at = parents.get(span); at != null && at != span && ring.size() <= spans.size(); ) {
                ring.add(at);
                at = parents.get(at);
            }
            boolean closed = parents.get(ring.getLast()) == span;
            if (closed && spans.stream().filter(ring::contains).findFirst().orElseThrow() == span) {
                parents.put(span, null);
            }
        }
    }

    boolean isAncestor(Span upper, Span lower) {
        for (Span at = parent(lower); at != null; at = parent(at)) {
            if (at == upper) {
                return true;
            }
        }
        return false;
    }

    /// Two spans under one parent, two roots, or two that name the same parent that never arrived.
    boolean areSiblings(Span a, Span b) {
        if (a == b || parent(a) != parent(b)) {
            return false;
        }
        return parent(a) != null || Objects.equals(a.parentSpanId(), b.parentSpanId());
    }

    @Nullable
    Span root() {
        return spans.reversed().stream()
                .filter(span -> span.parentSpanId() == null)
                .findFirst()
                .orElse(null);
    }

    long start() {
        return spans.getFirst().startEpochNanos();
    }

    long end() {
        long end = start();
        for (Span span : spans) {
            end = Math.max(end, span.endEpochNanos());
        }
        return end;
    }

    String rootName() {
        Span root = root();
        return root == null ? "" : root.name();
    }

    String rootService() {
        Span root = root();
        return root == null ? "" : service(root);
    }

    static String service(Span span) {
        for (Attribute attribute : span.resource().attributes()) {
            if (attribute.key().equals("service.name")
                    && attribute.value() instanceof AttributeValue.Text(String text)) {
                return text;
            }
        }
        return "";
    }

    @Nullable
    Object intrinsic(String name, NaiveExpression.Place place) {
        Span span = place.span();
        Event event = place.event();
        Link link = place.link();
        return switch (name) {
            case "name", "span:name" -> span.name();
            case "status" -> new NaiveExpression.Word("status", span.statusCode());
            case "kind" -> new NaiveExpression.Word("kind", span.kind());
            case "statusMessage" -> span.statusMessage();
            case "duration" -> new NaiveExpression.Nanos(span.endEpochNanos() - span.startEpochNanos());
            case "span:id" -> span.spanId().toHex();
            case "span:parentID" ->
                span.parentSpanId() == null
                        ? "0".repeat(16)
                        : span.parentSpanId().toHex();
            case "span:childCount" ->
                spans.stream().filter(it -> parent(it) == span).count();
            case "trace:id" -> withoutZeros(id.toHex());
            case "traceDuration" -> new NaiveExpression.Nanos(end() - start());
            case "rootName" -> rootName();
            case "rootServiceName" -> rootService();
            case "event:name" -> event == null ? null : event.name();
            case "event:timeSinceStart" ->
                event == null ? null : new NaiveExpression.Nanos(event.epochNanos() - span.startEpochNanos());
            case "link:spanID" -> link == null ? null : new SpanId(link.spanId()).toHex();
            case "link:traceID" ->
                link == null
                        ? null
                        : withoutZeros(new SpanId(link.traceIdHigh()).toHex() + new SpanId(link.traceIdLow()).toHex());
            case "instrumentation:name" -> span.scope().name();
            case "instrumentation:version" -> span.scope().version();
            case "nestedSetLeft" -> lefts.getOrDefault(span, 0L);
            case "nestedSetRight" -> rights.getOrDefault(span, 0L);
            case "nestedSetParent" -> {
                Span parent = parent(span);
                yield parent != null ? lefts.getOrDefault(parent, 0L) : span.parentSpanId() == null ? -1L : 0L;
            }
            default -> throw new IllegalArgumentException("intrinsic " + name);
        };
    }

    private static String withoutZeros(String hex) {
        return hex.replaceFirst("^0+(?=.)", "");
    }
}
