package dev.vivace.live;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Seeded random spans that use everything OTLP allows, with a taste for corners: every attribute type, repeated
/// and
/// empty keys, numbers out of range, times at zero or reversed, missing parents, cycles, long and non-ASCII texts.
/// Values repeat often enough that equality conditions find something. The same seed gives the same spans.
public final class SpanGenerator {

    private static final List<String> KEYS = List.of(
            "http.method", "http.status_code", "db.statement", "customer.id", "flag", "size", "ratio", "", "ключ", "k");
    private static final List<String> TEXTS =
            List.of("", "GET", "POST", "a", "späße", "🐝", "SELECT 1", "x".repeat(17));
    private static final long[] NUMBERS = {0, 1, -1, 200, 404, 500, Long.MIN_VALUE, Long.MAX_VALUE, 1 << 20};
    private static final double[] REALS = {
        0.0, -0.0, 1.5, -2.25, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 200
    };

    private final long seed;
    private final SplittableRandom random;
    private final List<Resource> resources = new ArrayList<>();
    private final List<InstrumentationScope> scopes = new ArrayList<>();

    public SpanGenerator(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < 6; i++) {
            List<Attribute> attributes = attributes(4);
            if (i > 0) {
                attributes.add(new Attribute("service.name", new AttributeValue.Text("service-" + i % 4)));
            }
            resources.add(
                    new Resource(attributes, random.nextInt(4) == 0 ? -1 : 0, i % 2 == 0 ? "" : "https://r/" + i));
        }
        for (int i = 0; i < 4; i++) {
            scopes.add(new InstrumentationScope(
                    i == 0 ? "" : "scope-" + i,
                    i == 1 ? "" : "1." + i,
                    attributes(2),
                    random.nextInt(4) == 0 ? 3 : 0,
                    i % 2 == 0 ? "" : "https://s/" + i));
        }
    }

    /// To be printed when a test fails.
    @Override
    public String toString() {
        return "SpanGenerator(seed " + seed + ")";
    }

    /// The spans of `traceCount` traces, mixed; those of one trace not necessarily in order.
    public List<Span> spans(int traceCount) {
        List<Span> result = new ArrayList<>();
        for (int i = 0; i < traceCount; i++) {
            result.addAll(trace());
        }
        for (int i = result.size() - 1; i > 0; i--) {
            Collections.swap(result, i, Math.max(0, i - random.nextInt(40)));
        }
        return result;
    }

    /// The spans in random batches, equal resources next to each other among them: what several requests of
    /// several senders hold, one after the other.
    public List<ResourceSpans> batches(List<Span> spans) {
        List<ResourceSpans> result = new ArrayList<>();
        for (int next = 0; next < spans.size(); ) {
            int end = Math.min(spans.size(), next + 1 + random.nextInt(12));
            result.addAll(ResourceSpans.grouped(spans.subList(next, end)));
            next = end;
        }
        return result;
    }

    /// The spans of one trace: 1 to 30, no two equal.
    public List<Span> trace() {
        TraceId id = new TraceId(random.nextInt(5) == 0 ? 0 : random.nextLong(), random.nextLong() | 1);
        int count = 1 + random.nextInt(random.nextInt(3) == 0 ? 30 : 6);
        long start = oneOf(() -> 1_700_000_000_000_000_000L + random.nextLong(1_000_000_000_000L), () -> 0L, () -> -1L);
        long[] ids = new long[count];
        List<Span> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids[i] = i > 0 && random.nextInt(25) == 0 ? ids[random.nextInt(i)] : random.nextLong() | 1;
            result.add(span(id, ids, i, start));
        }
        return result.stream().distinct().toList();
    }

    private Span span(TraceId trace, long[] ids, int index, long traceStart) {
        long parent = switch (random.nextInt(12)) {
            case 0 -> random.nextLong() | 1;
            case 1 -> 0;
            case 2 -> ids[index];
            default -> index == 0 ? 0 : ids[random.nextInt(index)];
        };
        long start = random.nextInt(30) == 0 ? 0 : traceStart + random.nextInt(5) * 1_000_000L;
        long end = start + (random.nextInt(20) == 0 ? -5_000 : random.nextInt(4) * 700_000L);
        return new Span(
                trace,
                new SpanId(ids[index]),
                parent == 0 ? null : new SpanId(parent),
                random.nextInt(6) == 0 ? "vendor=" + random.nextInt(3) : "",
                random.nextInt(3) == 0 ? random.nextInt() : 0,
                oneOf(() -> "GET /cart", () -> "query " + random.nextInt(5), () -> "", () -> "имя"),
                random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(6),
                start,
                end,
                attributes(7),
                random.nextInt(9) == 0 ? random.nextInt() : 0,
                events(),
                random.nextInt(9) == 0 ? 2 : 0,
                links(),
                random.nextInt(9) == 0 ? 3 : 0,
                random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(3),
                random.nextInt(4) == 0 ? "internal error " + random.nextInt(3) : "",
                resources.get(random.nextInt(resources.size())),
                scopes.get(random.nextInt(scopes.size())));
    }

    private List<Event> events() {
        List<Event> result = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            result.add(new Event(
                    random.nextLong(),
                    random.nextBoolean() ? "exception" : text(),
                    attributes(3),
                    random.nextInt(5) == 0 ? 4 : 0));
        }
        return result;
    }

    private List<Link> links() {
        List<Link> result = new ArrayList<>();
        for (int i = random.nextInt(6) == 0 ? 1 + random.nextInt(2) : 0; i > 0; i--) {
            result.add(new Link(
                    random.nextInt(4) == 0 ? 0 : random.nextLong(),
                    random.nextLong(),
                    random.nextInt(4) == 0 ? 0 : random.nextLong(),
                    random.nextInt(3) == 0 ? "a=b" : "",
                    random.nextInt(3) == 0 ? random.nextInt() : 0,
                    attributes(2),
                    random.nextInt(5) == 0 ? 5 : 0));
        }
        return result;
    }

    private List<Attribute> attributes(int most) {
        List<Attribute> result = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            String key =
                    random.nextInt(40) == 0 ? "rare." + random.nextInt(200) : KEYS.get(random.nextInt(KEYS.size()));
            result.add(new Attribute(key, value(3)));
        }
        return result;
    }

    private AttributeValue value(int depth) {
        return switch (random.nextInt(depth == 0 ? 12 : 15)) {
            case 0, 1, 2, 3 -> new AttributeValue.Text(text());
            case 4, 5, 6 -> new AttributeValue.Int(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 7, 8 -> new AttributeValue.Real(REALS[random.nextInt(REALS.length)]);
            case 9 -> new AttributeValue.Bool(random.nextBoolean());
            case 10 -> new AttributeValue.Absent();
            case 11 -> new AttributeValue.Bytes(new byte[] {(byte) random.nextInt(4), 0, -1});
            case 12, 13 -> {
                List<AttributeValue> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(value(depth - 1));
                }
                yield new AttributeValue.Many(values);
            }
            default -> {
                List<Attribute> fields = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    fields.add(new Attribute(text(), value(depth - 1)));
                }
                yield new AttributeValue.Fields(fields);
            }
        };
    }

    private String text() {
        return random.nextInt(60) == 0
                ? "long " + random.nextInt(2) + "-".repeat(random.nextInt(70_000))
                : TEXTS.get(random.nextInt(TEXTS.size()));
    }

    @SafeVarargs
    private <T> T oneOf(Supplier<T>... choices) {
        // the first choice is the usual one
        int choice = random.nextInt(choices.length * 3);
        return choices[choice < choices.length ? choice : 0].get();
    }

    /// The span as a column store gives it back: attributes of span, events and links in
    /// [Attribute#COLUMN_ORDER].
    public static ResourceSpans inColumnOrder(ResourceSpans batch) {
        return new ResourceSpans(
                batch.resource(),
                batch.scopes().stream()
                        .map(scope -> new ScopeSpans(
                                scope.scope(),
                                scope.spans().stream()
                                        .map(SpanGenerator::inColumnOrder)
                                        .toList()))
                        .toList());
    }

    public static Span inColumnOrder(Span span) {
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentSpanId(),
                span.traceState(),
                span.flags(),
                span.name(),
                span.kind(),
                span.startEpochNanos(),
                span.endEpochNanos(),
                sorted(span.attributes()),
                span.droppedAttributesCount(),
                span.events().stream()
                        .map(event -> new Event(
                                event.epochNanos(),
                                event.name(),
                                sorted(event.attributes()),
                                event.droppedAttributesCount()))
                        .toList(),
                span.droppedEventsCount(),
                span.links().stream()
                        .map(link -> new Link(
                                link.traceIdHigh(),
                                link.traceIdLow(),
                                link.spanId(),
                                link.traceState(),
                                link.flags(),
                                sorted(link.attributes()),
                                link.droppedAttributesCount()))
                        .toList(),
                span.droppedLinksCount(),
                span.statusCode(),
                span.statusMessage(),
                span.resource(),
                span.scope());
    }

    private static List<Attribute> sorted(List<Attribute> attributes) {
        return attributes.stream().sorted(Attribute.COLUMN_ORDER).toList();
    }
}
