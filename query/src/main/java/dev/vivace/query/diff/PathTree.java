package dev.vivace.query.diff;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Span;
import dev.vivace.model.TraceTree;
import dev.vivace.model.diff.TraceSide;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The spans of a trace by the path from the root to each.
///
/// @param spans by the number of their path, in pre-order
/// @param roots spans without a parent id
/// @param orphans spans with a parent id that no span has
record PathTree(Map<Integer, Span> spans, TraceSide side, int roots, int orphans) {

    private static final int STATUS_ERROR = 2;

    static PathTree of(List<Span> spans, Paths paths) {
        TraceTree tree = TraceTree.of(
                spans.size(),
                spans.stream().mapToLong(span -> span.spanId().value()).toArray(),
                spans.stream().mapToLong(PathTree::parentId).toArray(),
                spans.stream().mapToInt(Span::kind).toArray(),
                spans.stream().mapToLong(Span::startEpochNanos).toArray());
        Map<Integer, Span> byPath = new LinkedHashMap<>();
        int[] pathOf = new int[spans.size()];
        Map<Integer, Integer> seen = new HashMap<>();
        int roots = 0;
        int orphans = 0;
        for (int at : tree.order()) {
            Span span = spans.get(at);
            int parent = tree.parents()[at];
            int parentPath = parent < 0 ? Paths.NONE : pathOf[parent];
            int path = paths.child(parentPath, step(span));
            int number = seen.merge(path, 1, Integer::sum);
            pathOf[at] = number == 1 ? path : paths.child(parentPath, step(span) + " #" + number);
            byPath.put(pathOf[at], span);
            roots += parentId(span) == 0 ? 1 : 0;
            orphans += parent < 0 && parentId(span) != 0 ? 1 : 0;
        }
        return new PathTree(byPath, side(spans), roots, orphans);
    }

    private static TraceSide side(List<Span> spans) {
        Map<String, TraceSide.Totals> services = new TreeMap<>();
        TraceSide.Totals totals = TraceSide.Totals.NONE;
        long earliest = -1;
        long latest = 0;
        Span root = null;
        for (Span span : spans) {
            TraceSide.Totals own =
                    new TraceSide.Totals(1, span.statusCode() == STATUS_ERROR ? 1 : 0, span.durationNanos());
            totals = totals.plus(own);
            services.merge(service(span), own, TraceSide.Totals::plus);
            earliest = Long.compareUnsigned(span.startEpochNanos(), earliest) < 0 ? span.startEpochNanos() : earliest;
            latest = Long.compareUnsigned(span.endEpochNanos(), latest) > 0 ? span.endEpochNanos() : latest;
            boolean later = root == null || Long.compareUnsigned(span.startEpochNanos(), root.startEpochNanos()) > 0;
            root = span.parentSpanId() == null && later ? span : root;
        }
        return new TraceSide(
                spans.getFirst().traceId(),
                root == null ? "" : service(root),
                root == null ? "" : root.name(),
                latest - earliest,
                totals,
                new TreeMap<>(services));
    }

    private static long parentId(Span span) {
        return span.parentSpanId() == null ? 0 : span.parentSpanId().value();
    }

    private static String step(Span span) {
        String service = service(span);
        return service.isEmpty() ? span.name() : service + ": " + span.name();
    }

    static String service(Span span) {
        for (Attribute attribute : span.resource().attributes()) {
            if (attribute.key().equals("service.name")
                    && attribute.value() instanceof AttributeValue.Text(String name)) {
                return name;
            }
        }
        return "";
    }
}
