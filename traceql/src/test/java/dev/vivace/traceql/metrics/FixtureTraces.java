package dev.vivace.traceql.metrics;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import java.util.ArrayList;
import java.util.List;

/// The traces A to D for which the reference's answers are known; span ids are the numbers given there.
final class FixtureTraces {

    /// When trace A starts.
    static final long T0 = 1_700_000_000_000_000_000L;

    static final long MILLI = 1_000_000L;

    private static final InstrumentationScope LIB =
            new InstrumentationScope("lib", "1.0", List.of(text("ia", "iv")), 0, "");
    private static final InstrumentationScope NO_SCOPE = new InstrumentationScope("", "", List.of(), 0, "");

    private FixtureTraces() {}

    static List<Span> all() {
        List<Span> spans = new ArrayList<>();
        Resource api =
                resource(text("service.name", "api"), text("env", "prod"), text("dup", "res"), texts("rarr", "x", "y"));
        Resource db = resource(text("service.name", "db"), integer("n", 99));
        spans.add(span(0xa01, 1, 0, "root", 2, 0, 0, 2000, api, LIB, rootAttributes(), List.of()));
        spans.add(span(
                0xa01,
                2,
                1,
                "c1",
                3,
                2,
                100,
                500,
                api,
                LIB,
                List.of(text("foo", "b"), integer("n", 15), real("f", 2.0), flag("bt", false)),
                List.of(
                        new Event(T0 + 150 * MILLI, "e1", List.of(text("ea", "x"), integer("en", 1)), 0),
                        new Event(T0 + 200 * MILLI, "e2", List.of(text("ea", "y")), 0))));
        spans.add(span(
                0xa01, 3, 1, "c2", 1, 1, 700, 300, api, LIB, List.of(real("n", 2.5), text("ns", "abc")), List.of()));
        spans.add(span(0xa01, 4, 2, "g1", 1, 0, 150, 100, db, NO_SCOPE, List.of(), List.of()));
        spans.add(span(0xa01, 5, 2, "g2", 0, 0, 260, 100, db, NO_SCOPE, List.of(text("foo", "nil")), List.of()));
        Resource dev = resource(text("service.name", "api"), text("env", "dev"));
        spans.add(span(
                0xa02,
                11,
                99,
                "orph",
                2,
                2,
                10_000,
                1000,
                dev,
                NO_SCOPE,
                List.of(text("foo", "a"), integer("n", 7)),
                List.of()));
        spans.add(span(0xa02, 12, 11, "orphc", 3, 0, 10_100, 100, dev, NO_SCOPE, List.of(text("n", "str")), List.of()));
        spans.add(span(0xa02, 13, 98, "orph2", 2, 0, 10_000, 500, dev, NO_SCOPE, List.of(), List.of()));
        Resource noName = resource(text("svc", "noname"));
        spans.add(span(0xa03, 21, 0, "solo", 1, 0, 20_000, 1000, noName, NO_SCOPE, List.of(), List.of()));
        Resource multi = resource(text("service.name", "multi"));
        spans.add(
                span(0xa04, 31, 0, "r1", 2, 0, 40_000, 1000, multi, NO_SCOPE, List.of(text("nl", "a\nb")), List.of()));
        spans.add(span(0xa04, 32, 0, "r2", 2, 0, 41_000, 1000, multi, NO_SCOPE, List.of(), List.of()));
        spans.add(span(0xa04, 33, 31, "r1c", 3, 0, 40_100, 100, multi, NO_SCOPE, List.of(), List.of()));
        spans.add(span(0xa04, 34, 97, "frag", 3, 0, 40_100, 100, multi, NO_SCOPE, List.of(), List.of()));
        spans.add(span(0xa04, 35, 34, "fragc", 3, 0, 40_100, 100, multi, NO_SCOPE, List.of(), List.of()));
        return spans;
    }

    private static List<Attribute> rootAttributes() {
        return List.of(
                text("foo", "a"),
                integer("n", 5),
                real("f", 1.5),
                flag("bt", true),
                texts("sarr", "a", "b"),
                many("iarr", new AttributeValue.Int(1), new AttributeValue.Int(2), new AttributeValue.Int(3)),
                many("farr", new AttributeValue.Real(1.5), new AttributeValue.Real(2.5)),
                many("barr", new AttributeValue.Bool(true), new AttributeValue.Bool(false)),
                text("ded.str", "d1"),
                integer("ded.int", 7),
                text("dup", "span"),
                texts("one", "only"),
                many("empty"),
                many("mix", new AttributeValue.Int(1), new AttributeValue.Text("a")),
                new Attribute("kvl", new AttributeValue.Fields(List.of(text("k", "v")))),
                text("a b", "sp"),
                text("es", ""),
                text("ns", "200"));
    }

    private static Span span(
            long trace,
            long id,
            long parent,
            String name,
            int kind,
            int status,
            long startMillis,
            long durationMillis,
            Resource resource,
            InstrumentationScope scope,
            List<Attribute> attributes,
            List<Event> events) {
        long start = T0 + startMillis * MILLI;
        List<Link> links = id == 2 ? List.of(new Link(0, 0xa01, 1, "", 0, List.of(text("la", "l1")), 0)) : List.of();
        return new Span(
                new TraceId(0, trace),
                new SpanId(id),
                parent == 0 ? null : new SpanId(parent),
                "",
                0,
                name,
                kind,
                start,
                start + durationMillis * MILLI,
                attributes,
                0,
                events,
                0,
                links,
                0,
                status,
                id == 2 ? "boom" : "",
                resource,
                scope);
    }

    private static Resource resource(Attribute... attributes) {
        return new Resource(List.of(attributes), 0, "");
    }

    static Attribute text(String key, String value) {
        return new Attribute(key, new AttributeValue.Text(value));
    }

    private static Attribute integer(String key, long value) {
        return new Attribute(key, new AttributeValue.Int(value));
    }

    private static Attribute real(String key, double value) {
        return new Attribute(key, new AttributeValue.Real(value));
    }

    private static Attribute flag(String key, boolean value) {
        return new Attribute(key, new AttributeValue.Bool(value));
    }

    private static Attribute texts(String key, String... values) {
        List<AttributeValue> elements = new ArrayList<>();
        for (String value : values) {
            elements.add(new AttributeValue.Text(value));
        }
        return new Attribute(key, new AttributeValue.Many(elements));
    }

    private static Attribute many(String key, AttributeValue... values) {
        return new Attribute(key, new AttributeValue.Many(List.of(values)));
    }
}
